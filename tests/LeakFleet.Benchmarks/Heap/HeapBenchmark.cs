using System.Globalization;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>
/// Four ways to look at one heap, side by side in one run: the walk, a plain read of the same bytes (the limit), ClrMD's enumeration of the
/// stopped process, and an EventPipe heap snapshot. Walks and plain reads alternate, so that a busy machine slows both alike.
/// </summary>
internal static class HeapBenchmark
{
    private const int ObjectsDefault = 10_000_000;
    private const int WalksDefault = 15;
    private static readonly TimeSpan BaselineTime = TimeSpan.FromSeconds(5);

    public static int Run(string[] args)
    {
        var objects = Option(args, "--objects", ObjectsDefault);
        var walks = Option(args, "--walks", WalksDefault);
        Console.WriteLine($"building {objects:N0} objects …");
        using var target = HeapTargetProcess.Start(objects, [], "--stalls");
        // As ClrMD is run: the library in process. A helper adds its start to each walk, whatever the size of the heap.
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime });
        using var oneThread = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime, ThreadsMax = 1 });
        var report = new HeapReport();

        report.Baseline = Stalls.During(target, () => Thread.Sleep(BaselineTime));
        if (walker.Walk(CancellationToken.None).Trouble is { } trouble)
        {
            Console.Error.WriteLine(trouble);
            return 1;
        }

        using (var plain = new PlainRead(target.Pid))
        {
            for (var i = 0; i < walks; i++)
            {
                report.PlainReads.Add(plain.Run());
                // Only the walk is watched: the plain read is not part of anything that the agent does.
                target.Ask("watch");
                report.Measure(walker);
                target.Ask("unwatch");
                report.MeasureOneThread(oneThread);
            }
            report.RawStalls = Stalls.Report(target);
        }
        report.ClrMdStalls = Stalls.During(target, () => report.ClrMd = ClrMdEnumeration.Run(target.Pid));
        report.EventPipeStalls = Stalls.During(target, () => report.EventPipe = EventPipeSnapshot.Run(target.Pid));
        report.Print(Console.Out);
        return 0;
    }

    private static int Option(string[] args, string name, int value)
    {
        var index = Array.IndexOf(args, name);
        return index >= 0 && index + 1 < args.Length ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : value;
    }
}
