using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Tests.Watching;
using LeakFleet.Agent.Watching;

namespace LeakFleet.Benchmarks.Budget;

/// <summary>
/// What heap walks of a full node cost: one real heap is walked to learn what a walk costs, then the agent's own schedule and budget run a node of such
/// processes in simulated time, with those costs. Fifty real ones would need the memory and ten minutes of waiting, and show the same.
/// </summary>
internal static class BudgetBenchmark
{
    private const int ProcessesDefault = 50;
    private const int MegabytesDefault = 100;
    private const int WalksMeasured = 20;
    private const int FirstWalksMeasured = 5;
    private const int Seed = 1;

    /// <summary>The first windows hold every process's first walk, the most expensive time there is; then comes the ordinary course.</summary>
    private const int Windows = 6;

    /// <summary>What the objects of HeapTarget take on average.</summary>
    private const int BytesPerObject = 41;

    /// <summary>Often enough that the budget alone holds walks back.</summary>
    private static readonly TimeSpan Gen2Every = TimeSpan.FromSeconds(30);

    public static int Run(string[] args)
    {
        var processes = Arguments.Number(args, "--processes", ProcessesDefault);
        var megabytes = Arguments.Number(args, "--megabytes", MegabytesDefault);
        var options = new WalkBudgetOptions();

        Console.WriteLine($"walking a heap of {megabytes} MB …");
        var (firstWalks, walks, heapBytes) = MeasureWalks((int)((long)megabytes * 1_000_000 / BytesPerObject));
        if (walks.Length == 0) return 1;

        var node = new SimulatedNode(options, Seed);
        // Each process goes through the measured costs from another one on.
        for (var i = 0; i < processes; i++)
        {
            var process = i;
            node.Start(heapBytes, n => n == 0 ? firstWalks[process % firstWalks.Length] : walks[(process + n) % walks.Length], Gen2Every);
        }
        var report = new BudgetReport(options, heapBytes, firstWalks, walks);
        for (var window = 0; window < Windows; window++)
        {
            node.Run(options.CpuWindow);
            report.Window(node);
        }
        report.Print(node);
        return report.IsWithin(node) ? 0 : 1;
    }

    /// <summary>Seconds of processor time, on all threads that take part.</summary>
    private static (double[] First, double[] Later, long HeapBytes) MeasureWalks(int objects)
    {
        using var target = HeapTargetProcess.Start(objects, []);
        var (first, later, heapBytes) = (new List<double>(), new List<double>(), 0L);
        // Not measured: the walker is compiled once in an agent, not in each process.
        using (var warmUp = new HeapWalker(target.Pid, new HeapWalkOptions())) warmUp.Walk(CancellationToken.None);
        for (var i = 0; i < FirstWalksMeasured; i++)
        {
            using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());
            for (var n = 0; n < 1 + WalksMeasured / FirstWalksMeasured; n++)
            {
                var before = walker.CpuUsed;
                var walk = walker.Walk(CancellationToken.None);
                if (walk.Histogram is null)
                {
                    Console.Error.WriteLine(walk.Trouble);
                    return ([], [], 0);
                }
                heapBytes = walk.Histogram.Completeness.BytesRead;
                (n == 0 ? first : later).Add((walker.CpuUsed - before).TotalSeconds);
            }
        }
        return ([.. first], [.. later], heapBytes);
    }
}
