using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Watching;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>
/// Four ways to look at one heap, side by side in one run: the walk, a plain read of the same bytes (the limit), ClrMD's enumeration of the
/// stopped process, and an EventPipe heap snapshot. Walks and plain reads alternate, so that a busy machine slows both alike.
/// </summary>
internal static class HeapBenchmark
{
    private const int ObjectsDefault = 10_000_000;
    private const int ObjectsBesideGigabytes = 1_000_000;
    private const int WalksDefault = 15;
    private const int IsolatedWalks = 3;
    private const int WarmUpWalks = 5;

    /// <summary>What compiles these in the background would count as theirs.</summary>
    private static readonly TimeSpan IsolatedWarmUp = TimeSpan.FromSeconds(12);

    private const int StallPairsDefault = 24;
    private static readonly TimeSpan StallPhaseTime = TimeSpan.FromSeconds(3);

    public static int Run(string[] args)
    {
        var gigabytes = Arguments.Number(args, "--gigabytes", 0);
        var objects = Arguments.Number(args, "--objects", gigabytes == 0 ? ObjectsDefault : ObjectsBesideGigabytes);
        var walks = Arguments.Number(args, "--walks", WalksDefault);
        var pairs = Arguments.Number(args, "--pairs", StallPairsDefault);
        Console.WriteLine($"building {objects:N0} objects …");
        using var target = HeapTargetProcess.Start(objects, [], "--stalls", "--fill-megabytes", $"{gigabytes * 1024}");
        // As ClrMD is run: the library in process. A helper adds its start to each walk, whatever the size of the heap. One thread, as the plain read is;
        // agents take two.
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime });
        using var oneThread = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime, ThreadsMax = 1 });
        var report = new HeapReport();

        // An agent has walked for hours; the first walks of a program run code that is not optimized yet.
        for (var i = 0; i < WarmUpWalks; i++)
        {
            if (oneThread.Walk(CancellationToken.None).Trouble is not { } trouble) continue;
            Console.Error.WriteLine(trouble);
            return 1;
        }

        using (var plain = new PlainRead(target.Pid))
        {
            for (var i = 0; i < walks; i++)
            {
                report.PlainReads.Add(plain.Run());
                report.Measure(oneThread);
                report.MeasureManyThreads(walker);
            }
        }
        using (var isolated = new HeapWalker(target.Pid, new HeapWalkOptions()))
        {
            for (var i = 0; i < IsolatedWalks; i++) report.MeasureIsolated(isolated);
            WalkFor(IsolatedWarmUp, isolated);
            // As agents walk, helper and all, on a thread that gives way.
            report.Stalls.Measure(
                pairs,
                () => Stalls.During(target, () => Thread.Sleep(StallPhaseTime)),
                () => Stalls.During(target, () => WalkFor(StallPhaseTime, isolated)));
        }
        report.ClrMdStalls = Stalls.During(target, () => report.ClrMd = ClrMdEnumeration.Run(target.Pid));
        report.EventPipeStalls = Stalls.During(target, () => report.EventPipe = EventPipeSnapshot.Run(target.Pid));
        report.Print(Console.Out);
        return 0;
    }

    private static void WalkFor(TimeSpan time, HeapWalker walker) => WalkThreads.Run(1, "heap walks", _ =>
    {
        ThreadNice.AtLeast(WalkLane.Nice);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;)
        {
            if (walker.Walk(CancellationToken.None).Trouble is { } trouble) throw new InvalidOperationException(trouble);
        }
    });
}
