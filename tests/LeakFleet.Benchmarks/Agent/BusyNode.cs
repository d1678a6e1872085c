using System.Diagnostics;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Benchmarks.Agent;

/// <summary>The processes of a node: idle ones, ordinary ones that serve requests, and ones with large heaps that collect once a minute.</summary>
internal sealed class BusyNode : IDisposable
{
    /// <summary>What the objects of HeapTarget take on average.</summary>
    private const int BytesPerObject = 41;
    private const int IdleObjects = 50_000;
    private static readonly TimeSpan CollectInterval = TimeSpan.FromSeconds(60);

    private readonly List<HeapTargetProcess> _idle = [];
    private readonly List<HeapTargetProcess> _large = [];
    private readonly List<Process> _ordinary = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _collected;

    public IReadOnlyList<int> Pids { get; private set; } = [];

    public static BusyNode Start(int idle, int ordinary, int large, int megabytes)
    {
        var node = new BusyNode();
        for (var i = 0; i < large; i++) node._large.Add(HeapTargetProcess.Start((int)(megabytes * 1_000_000L / BytesPerObject), []));
        for (var i = 0; i < idle; i++) node._idle.Add(HeapTargetProcess.Start(IdleObjects, []));
        for (var i = 0; i < ordinary; i++) node._ordinary.Add(StartOrdinary());
        node.Pids = [.. node._large.Concat(node._idle).Select(p => p.Pid), .. node._ordinary.Select(p => p.Id)];
        return node;
    }

    /// <summary>One of the large ones after the other: each once a minute.</summary>
    public void CollectWhenDue()
    {
        if (_large.Count == 0 || _clock.Elapsed < CollectInterval / _large.Count * _collected) return;
        _large[_collected++ % _large.Count].Ask("collect");
    }

    public void Dispose()
    {
        foreach (var process in _large.Concat(_idle)) process.Dispose();
        foreach (var process in _ordinary)
        {
            process.Kill();
            process.Dispose();
        }
    }

    // A young generation of 4 MB under 400 KB a second: a collection each ten seconds, as in a small container with some traffic.
    private static Process StartOrdinary()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Path.Combine(tests, "targets", "LeakyApp", "bin", output.Parent.Name, output.Name, "LeakyApp");
        var start = new ProcessStartInfo(program, ["--scenario", "lru-cache", "--rate", "20000", "--traffic", "400000", "--exit-on-stdin-close"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_GCgen0size"] = "400000" },
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }
}
