using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Tests.Heap.Shapes;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

/// <summary>What a target may have put where its runtime's debugger access library belongs.</summary>
public sealed class HostileLibraryTests : IDisposable
{
    private static readonly string Own = Path.Combine(
        System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), TargetRuntime.DacName);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly string _path;

    public HostileLibraryTests() => _path = Path.Combine(_folder.FullName, TargetRuntime.DacName);

    [Fact]
    public void GarbageIsTrouble()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
        Assert.NotNull(Open());
    }

    [Theory, InlineData(1), InlineData(64), InlineData(100_000), InlineData(2_000_000)]
    public void ATruncatedLibraryIsTrouble(int length)
    {
        File.WriteAllBytes(_path, File.ReadAllBytes(Own)[..length]);
        Assert.NotNull(Open());
    }

    [Fact]
    public void AnotherKindOfLibraryIsTrouble()
    {
        File.Copy(Path.Combine(Path.GetDirectoryName(Own)!, "libclrjit.so"), _path);
        Assert.NotNull(Open());
    }

    [Fact]
    public void AHugeFileIsTroubleAtOnce()
    {
        using (var file = File.Create(_path)) file.SetLength(1L << 40);
        Assert.Contains("larger", Open(), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatGrowsOnceItIsOpenIsNotTakenIntoMemory()
    {
        File.Copy(Own, _path);
        using var target = HeapTargetProcess.Start(1000, []);
        var options = new HeapWalkOptions();
        var runtime = TargetRuntime.Find(target.Pid, options);
        var (library, _) = TargetLibrary.Open(target.Pid, _path);
        using (library)
        {
            using (var file = File.OpenWrite(_path)) file.SetLength(3L << 30);
            var (inspection, trouble) = IsolatedInspection.Open(
                runtime, library!, new ProcessMemory(target.Pid).Read, options, new WalkCpu(), TestContext.Current.CancellationToken);
            using (inspection) Assert.Null(inspection);
            Assert.Contains("larger", trouble, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void APipeIsTroubleAtOnce()
    {
        Process.Start("mkfifo", _path).WaitForExit();
        Assert.Contains("not a regular file", Open(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsTrouble() => Assert.NotNull(Open());

    [Fact]
    public void ALinkOutOfTheTargetsRootLeadsNowhereOutside()
    {
        using var target = new ApartTarget(1000);
        var outside = Path.Combine(target.Folder, "outside.so");
        File.Copy(Own, outside);
        var path = Path.Combine(target.Folder, TargetRuntime.DacName);
        // Of the names the target can give, one names a file here and none there; one is the target's own way to the root of a process here.
        foreach (var link in new[] { outside, $"/../../..{outside}", $"/proc/{Environment.ProcessId}/root{outside}", "/proc/1/root" + outside })
        {
            File.CreateSymbolicLink($"/proc/{target.Pid}/root{path}", link);
            var (library, trouble) = TargetLibrary.Open(target.Pid, path);
            using (library) Assert.Null(library);
            Assert.Contains("cannot be read", trouble, StringComparison.Ordinal);
            File.Delete($"/proc/{target.Pid}/root{path}");
        }
        // One that lies there is found by a link as by its name.
        File.Copy(Own, $"/proc/{target.Pid}/root{outside}");
        File.CreateSymbolicLink($"/proc/{target.Pid}/root{path}", outside);
        var (inside, _) = TargetLibrary.Open(target.Pid, path);
        using (inside) Assert.NotNull(inside);
    }

    /// <summary>What the constructor of a library does, in machine code: spin, or poll nothing without end.</summary>
    [Theory, InlineData("f390ebfc", true), InlineData("b80700000031ff31f6baffffffff0f05ebee", false)]
    public void ALibraryThatNeverFinishesToLoadIsEndedInTimeAndPaidFor(string code, bool isBusy)
    {
        File.WriteAllBytes(_path, LibraryImage.WithConstructor(Convert.FromHexString(code)));
        var cpu = new WalkCpu();
        var began = Stopwatch.GetTimestamp();

        Assert.Equal(HelperTrouble.Slow, Open(new HeapWalkOptions { Isolation = new IsolationOptions { StartMillisecondsMax = 8_000 } }, cpu));

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60));
        // Also on a crowded machine more than the start of a helper costs; of one that sleeps, that alone.
        Assert.True(cpu.Total > TimeSpan.FromMilliseconds(isBusy ? 500 : 10), $"{cpu.Total} were charged");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string? Open() => Open(new HeapWalkOptions(), new WalkCpu());

    private string? Open(HeapWalkOptions options, WalkCpu cpu)
    {
        var began = Stopwatch.GetTimestamp();
        using var target = HeapTargetProcess.Start(1000, []);
        var runtime = TargetRuntime.Find(target.Pid, options);
        var (library, trouble) = TargetLibrary.Open(target.Pid, _path);
        if (library is null) return trouble;
        using (library)
        {
            (var inspection, trouble) = IsolatedInspection.Open(
                runtime, library, new ProcessMemory(target.Pid).Read, options, cpu, TestContext.Current.CancellationToken);
            using (inspection)
            {
                // Some faults show only at the first question.
                trouble ??= inspection!.ReadLayout().Trouble;
            }
        }
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60));
        return trouble;
    }
}
