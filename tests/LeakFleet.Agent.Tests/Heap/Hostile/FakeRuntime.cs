using System.Diagnostics;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>A process that has a file named libcoreclr.so mapped, and is no .NET process: an ordinary library under that name, loaded into <c>sleep</c>.</summary>
internal sealed class FakeRuntime : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lf-fake-");
    private readonly Process _process;

    private readonly string[] _libraries;

    /// <param name="more">Names of further libraries, mapped beside the runtime.</param>
    public FakeRuntime(params string[] more)
    {
        _libraries = [.. new[] { "libcoreclr.so" }.Concat(more).Select(name => Path.Combine(_folder.FullName, name))];
        foreach (var library in _libraries) File.Copy(SomeLibrary(), library);
        var start = new ProcessStartInfo("sleep", ["120"]);
        start.Environment["LD_PRELOAD"] = string.Join(' ', _libraries);
        _process = Process.Start(start)!;
        Assert.True(SpinWait.SpinUntil(AreMapped, TimeSpan.FromSeconds(30)), "The libraries were not mapped.");
    }

    public string Library => _libraries[0];

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

    private bool AreMapped()
    {
        var maps = File.ReadAllText($"/proc/{Pid}/maps");
        return _libraries.All(library => maps.Contains(library, StringComparison.Ordinal));
    }

    // One of this process itself: there for certain, and for this machine.
    private static string SomeLibrary() => File.ReadLines("/proc/self/maps").Select(line => line[Math.Max(0, line.IndexOf('/', StringComparison.Ordinal))..])
        .First(path => path.EndsWith("/libSystem.Native.so", StringComparison.Ordinal));
}
