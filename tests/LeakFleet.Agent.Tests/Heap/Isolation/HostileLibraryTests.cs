using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Agent.Procfs;

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
        // The link is followed as the target would follow it; here the target's root is the agent's, so it is found.
        File.CreateSymbolicLink(_path, "/proc/self/environ");
        Assert.NotNull(Open());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string? Open()
    {
        var began = Stopwatch.GetTimestamp();
        using var target = HeapTargetProcess.Start(1000, []);
        var options = new HeapWalkOptions();
        var runtime = TargetRuntime.Find(target.Pid, options);
        var (library, trouble) = TargetLibrary.Open(target.Pid, _path);
        if (library is null) return trouble;
        using (library)
        {
            (var inspection, trouble) = IsolatedInspection.Open(
                runtime, library, new ProcessMemory(target.Pid).Read, options, TestContext.Current.CancellationToken);
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
