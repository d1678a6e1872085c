using System.Diagnostics;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>A process that has a file named libcoreclr.so mapped, and is no .NET process: an ordinary library under that name, loaded into <c>sleep</c>.</summary>
internal sealed class FakeRuntime : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lf-fake-");
    private readonly Process _process;

    public FakeRuntime()
    {
        var library = Path.Combine(_folder.FullName, "libcoreclr.so");
        File.Copy(SomeLibrary(), library);
        var start = new ProcessStartInfo("sleep", ["120"]);
        start.Environment["LD_PRELOAD"] = library;
        _process = Process.Start(start)!;
        Assert.True(SpinWait.SpinUntil(IsMapped, TimeSpan.FromSeconds(30)), "The library was not mapped.");
    }

    public int Pid => _process.Id;

    /// <summary>Where the debugger access library would be.</summary>
    public string DacPath => Path.Combine(_folder.FullName, "libmscordaccore.so");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool IsMapped() => File.ReadAllText($"/proc/{Pid}/maps").Contains("/libcoreclr.so", StringComparison.Ordinal);

    // One of this process itself: there for certain, and for this machine.
    private static string SomeLibrary() => File.ReadLines("/proc/self/maps").Select(line => line[Math.Max(0, line.IndexOf('/', StringComparison.Ordinal))..])
        .First(path => path.EndsWith("/libSystem.Native.so", StringComparison.Ordinal));
}
