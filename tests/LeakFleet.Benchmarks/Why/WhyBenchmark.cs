using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Watching;
using LeakFleet.Benchmarks.Heap;

namespace LeakFleet.Benchmarks.Why;

/// <summary>Why the objects of one type of a large heap stay alive: the search from outside beside ClrMD's own search for root paths, on one target.</summary>
internal static class WhyBenchmark
{
    private const int ObjectsDefault = 10_000_000;
    private const int RunsDefault = 8;
    private const int StallPairsDefault = 16;
    private const int ClrMdSecondsDefault = 150;
    private const int ChurnRequestsDefault = 100;
    private const string Type = "HeapTarget.BuiltHeap+Customer";

    private static readonly TimeSpan StallPhaseTime = TimeSpan.FromSeconds(3);

    public static int Run(string[] args)
    {
        var objects = Arguments.Number(args, "--objects", ObjectsDefault);
        var runs = Arguments.Number(args, "--runs", RunsDefault);
        var options = new RetentionOptions();
        var churn = ChurnRequests.Run(Arguments.Number(args, "--requests", ChurnRequestsDefault));
        Console.WriteLine($"building {objects:N0} objects …");
        // What only a local of a running method holds is never exact: nobody can say which words of a stack are still in use.
        using var target = HeapTargetProcess.Start(objects, [], "--stalls", "--static");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions());
        // What is compiled and loaded once is not the search's.
        if (Ask(heap, options) is not { Evidence: not null } first)
        {
            Console.Error.WriteLine("no evidence");
            return 1;
        }
        var looks = new List<RetentionEvidence>();
        var (agentPeak, helperPeak) = (0L, 0L);
        for (var i = 0; i < runs; i++)
        {
            var (own, helper) = OwnMemory.PeakDuring(() => looks.Add(Ask(heap, options).Evidence!));
            agentPeak = Math.Max(agentPeak, own);
            helperPeak = Math.Max(helperPeak, helper);
        }

        // By themselves: who asks for memory figures all the time would be felt too.
        var stalls = new StallPairs();
        stalls.Measure(
            Arguments.Number(args, "--pairs", StallPairsDefault),
            () => Stalls.During(target, () => Thread.Sleep(StallPhaseTime)),
            () => Stalls.During(target, () => AskFor(StallPhaseTime, heap, options)));
        var clrMd = ClrMdRootPaths.Run(target.Pid, Type, options.SamplesMax, TimeSpan.FromSeconds(Arguments.Number(args, "--clrmd-seconds", ClrMdSecondsDefault)));
        Print(objects, looks, stalls, agentPeak, helperPeak, clrMd, churn);
        return 0;
    }

    /// <summary>As agents do, on a thread that gives way.</summary>
    private static void AskFor(TimeSpan time, ProcessHeap heap, RetentionOptions options) => WalkThreads.Run(1, "searches", _ =>
    {
        ThreadNice.AtLeast(WalkLane.Nice);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;)
        {
            if (Ask(heap, options) is { Evidence: null } answer) throw new InvalidOperationException(answer.Trouble);
        }
    });

    private static RetentionAnswer Ask(ProcessHeap heap, RetentionOptions options) => heap.Why(name => name == Type, options, CancellationToken.None);

    private static void Print(int objects, List<RetentionEvidence> looks, StallPairs stalls, long agentPeak, long helperPeak, RootPathTimes clrMd, ChurnFigures churn)
    {
        var all = Median(looks.Select(look => look.Elapsed.TotalSeconds));
        var firstPath = Median(looks.Select(look => look.FirstPathAfter.TotalSeconds));
        var last = looks[^1];
        Console.WriteLine($"search: {string.Join(' ', looks.Select(look => look.Elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture)))} s for {last.Sampled} objects, {last.Scans} scans, first path after {firstPath:F2} s");
        Console.WriteLine($"ClrMD: {clrMd.Seconds:F1} s for {clrMd.Paths} paths{(clrMd.WasCutOff ? ", cut off" : "")}, first after {clrMd.FirstSeconds:F1} s; the process stopped meanwhile");
        Console.WriteLine($"{churn.Requests} requests to a process that allocates and collects as fast as it can: {churn.Found} with a path, {churn.Confirmed} confirmed, {churn.Wrong} with a wrong one; the longest took {churn.SecondsMax:F1} s");
        Console.WriteLine($"a 1 ms timer of the target, {stalls.Count} pairs of phases without and with searches: {stalls.InWords()}");
        if (last.Signatures.Count > 0) Console.WriteLine(last.Signatures[0].Signature);
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            objects,
            seconds = Math.Round(all, 2),
            firstPathSeconds = Math.Round(firstPath, 2),
            // Where ClrMD was cut off, or found fewer paths, it would have been more.
            ratioToClrMd = Math.Round(clrMd.Seconds / all, 1),
            ratioToClrMdFirstPath = Math.Round(clrMd.FirstSeconds / firstPath, 1),
            clrMdCutOff = clrMd.WasCutOff,
            clrMdPaths = clrMd.Paths,
            agentPeakMb = Math.Round(agentPeak / 1e6, 1),
            helperPeakMb = Math.Round(helperPeak / 1e6, 1),
            stallMaxMs = stalls.Walking.MaxMilliseconds,
            stallMaxMsIdle = stalls.Idle.MaxMilliseconds,
            stallP999Ms = stalls.Walking.P999Milliseconds,
            stallP999MsIdle = stalls.Idle.P999Milliseconds,
            stallPairs = new { pairs = stalls.Count, laterMax = stalls.LaterMaxima, laterP999 = stalls.LaterP999 },
            pathsConfirmed = last.Paths.Count(path => path.Certainty == PathCertainty.Exact),
            sampled = last.Sampled,
            churnRequests = churn.Requests,
            churnFound = churn.Found,
            churnConfirmed = churn.Confirmed,
            churnWrong = churn.Wrong,
        }));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
