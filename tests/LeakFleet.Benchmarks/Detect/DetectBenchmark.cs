using System.Buffers;
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Benchmarks.Detect;

/// <summary>
/// The detector alone: a process monitor takes in one histogram a minute for days, as a server's does. Time and allocation of each, the memory that a
/// thousand such monitors hold, the bytes of a saved state; and the plain way, which tests every type with every histogram.
/// </summary>
internal static class DetectBenchmark
{
    private const int TypesDefault = 200;
    private const int HoursDefault = 48;
    private const int MonitorsDefault = 1000;

    /// <summary>The plain way is so much slower that a part of the histograms must do.</summary>
    private const int PlainSnapshotsMax = 300;

    /// <summary>Half a day: the first hours have narrow buckets, and so many looks.</summary>
    private const int SteadyAfterMinutes = 12 * 60;

    /// <summary>What else the runtime gives back meanwhile is then small beside them.</summary>
    private const int WorstMonitors = 8;

    private const int CompilePassesMax = 100;

    /// <summary>In a row without anything compiled: a second, ten times as long as the runtime waits before it optimises.</summary>
    private const int CompilePassesSettled = 5;

    public static int Run(string[] args)
    {
        var types = Arguments.Number(args, "--types", TypesDefault);
        var minutes = 60 * Arguments.Number(args, "--hours", HoursDefault);
        var monitors = Arguments.Number(args, "--monitors", MonitorsDefault);
        var options = new FleetOptions();

        Compile(types, options);
        var (quietMonitor, quiet) = Observe(new SimulatedHeap(types, leaks: 0, seed: 1), minutes, options);
        var (leakingMonitor, leaking) = Observe(new SimulatedHeap(types, leaks: 3, seed: 2), minutes, options);
        var plain = ObservePlainly(new SimulatedHeap(types, leaks: 0, seed: 1), Math.Min(minutes, PlainSnapshotsMax), options.Detection);
        var stateBytes = Math.Max(SavedBytes(quietMonitor), SavedBytes(leakingMonitor));
        var memoryBytes = MemoryOf(monitors, types, minutes, options, withAll: false);
        var allBytes = MemoryOf(monitors, types, minutes, options, withAll: true);
        var worst = Worst(options);

        var steady = Figures(quiet, SteadyAfterMinutes);
        Line($"one process, {types} types, a histogram a minute for {minutes / 60} hours; microseconds of processor time and bytes allocated for each");
        Line($"{"",-34} {"mean",8} {"median",8} {"p99",8} {"max",9} {"B mean",8} {"B median",8}");
        Print("steady, after half a day", steady);
        Print("its first half day", Figures(quiet.GetRange(0, Math.Min(quiet.Count, SteadyAfterMinutes)), 0));
        Print("three leaks, after half a day", Figures(leaking, SteadyAfterMinutes));
        Print($"every type tested each time ({PlainSnapshotsMax})", Figures(plain, PlainSnapshotsMax / 2));
        Line($"state of a process: {memoryBytes:0} bytes in memory (mean of {monitors}), {stateBytes} bytes saved; {allBytes:0} in memory with its last {options.CollectionsKept} collections, which pages show, and its memory");
        Line($"at every limit: {worst.Memory} bytes in memory, {worst.Saved} bytes saved");
        Line($"found: {(leakingMonitor.Summary().Finding is { } finding ? $"{finding.Growing.Count} growing types" : "NOTHING")}; where nothing leaks: {(quietMonitor.Summary().Finding is null ? "nothing" : "A LEAK")}");
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            types,
            hours = minutes / 60,
            microsecondsPerSnapshot = Math.Round(steady.MeanMicroseconds, 2),
            microsecondsPerSnapshotMedian = Math.Round(steady.MedianMicroseconds, 2),
            microsecondsPerSnapshotMax = Math.Round(steady.MaxMicroseconds, 1),
            microsecondsFirstHalfDay = Math.Round(Figures(quiet.GetRange(0, Math.Min(quiet.Count, SteadyAfterMinutes)), 0).MeanMicroseconds, 2),
            microsecondsLeaking = Math.Round(Figures(leaking, SteadyAfterMinutes).MeanMicroseconds, 2),
            microsecondsEveryTypeTested = Math.Round(Figures(plain, PlainSnapshotsMax / 2).MeanMicroseconds, 1),
            bytesAllocatedPerSnapshot = Math.Round(steady.BytesPerSnapshot, 2),
            stateBytesInMemory = (long)memoryBytes,
            stateBytesWithCollections = (long)allBytes,
            stateBytesSaved = stateBytes,
            worstStateBytesInMemory = worst.Memory,
            worstStateBytesSaved = worst.Saved,
        }));
        return 0;
    }

    /// <summary>Runs unmeasured until the runtime compiles nothing any more: on a busy machine it does so late, and code that is not optimised takes ten times as long.</summary>
    private static void Compile(int types, FleetOptions options)
    {
        for (var (pass, settled, compiled) = (0, 0, 0L); pass < CompilePassesMax && settled < CompilePassesSettled; pass++)
        {
            for (var leaks = 0; leaks <= 3; leaks += 3) Observe(new SimulatedHeap(types, leaks, seed: 9), SteadyAfterMinutes, options);
            ObservePlainly(new SimulatedHeap(types, leaks: 0, seed: 9), PlainSnapshotsMax / 10, options.Detection);
            var now = JitInfo.GetCompiledMethodCount();
            settled = now == compiled ? settled + 1 : 0;
            compiled = now;
        }
    }

    private static (ProcessMonitor Monitor, List<(double Microseconds, long Bytes)> Snapshots) Observe(SimulatedHeap heap, int minutes, FleetOptions options)
    {
        var monitor = NewMonitor(1, options);
        var snapshots = new List<(double, long)>(minutes);
        for (var minute = 1; minute <= minutes; minute++)
        {
            var data = Message(monitor.Key, minute + 1, heap.At(minute), minute);
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var started = ThreadTime.Microseconds();
            monitor.Observe(data, data.UnixMilliseconds);
            snapshots.Add((ThreadTime.Microseconds() - started, GC.GetAllocatedBytesForCurrentThread() - bytes));
        }

        return (monitor, snapshots);
    }

    private static List<(double Microseconds, long Bytes)> ObservePlainly(SimulatedHeap heap, int minutes, DetectionOptions options)
    {
        var tests = new EachSnapshotTests(options);
        var snapshots = new List<(double, long)>(minutes);
        for (var minute = 1; minute <= minutes; minute++)
        {
            var histogram = heap.At(minute);
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var started = ThreadTime.Microseconds();
            tests.Observe(histogram, SimulatedHeap.Start + minute * 60_000L);
            snapshots.Add((ThreadTime.Microseconds() - started, GC.GetAllocatedBytesForCurrentThread() - bytes));
        }

        return snapshots;
    }

    /// <summary>Of monitors that took in the same histograms: the names are shared, as those of a service's replicas are.</summary>
    private static double MemoryOf(int count, int types, int minutes, FleetOptions options, bool withAll)
    {
        var heap = new SimulatedHeap(types, leaks: 1, seed: 3);
        // A tenth of the histograms is enough to use every bucket.
        Histogram[] histograms = [.. Enumerable.Range(1, minutes / 10).Select(i => heap.At(10 * i))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var monitors = Enumerable.Range(1, count).Select(pid => NewMonitor(pid, options)).ToArray();
        foreach (var monitor in monitors)
        {
            var sequence = 1;
            for (var i = 0; i < histograms.Length; i++)
            {
                Say(histograms[i]);
                if (!withAll) continue;
                Say(new Collections([new Collection(i + 1, 2, 0, 1, SimulatedHeap.Start + 600_000L * (i + 1), 900, default, 1 << 20, 1 << 20, 10, 2, 300, 0)]));
                Say(new ProcessMemory(300 << 20, 60 << 20, 200 << 20, 30, 100, 1L << 30, 400 << 20));

                void Say(ProcessMessage message)
                {
                    var data = Message(monitor.Key, ++sequence, message, 10 * (i + 1));
                    monitor.Observe(data, data.UnixMilliseconds);
                }
            }
        }

        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        GC.KeepAlive(monitors);
        GC.KeepAlive(histograms);
        return bytes;
    }

    /// <summary>More types than are followed, with long names that no other process shares, all of which grow by leaps and bounds.</summary>
    private static (long Memory, long Saved) Worst(FleetOptions options)
    {
        const int Minutes = 600;
        // What each thread keeps for all of its processes is none of one process's state.
        Fill(NewMonitor(2, options));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        ProcessMonitor[] monitors = [.. Enumerable.Range(3, WorstMonitors).Select(pid => NewMonitor(pid, options))];
        foreach (var monitor in monitors) Fill(monitor);
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / monitors.Length;
        return (held, SavedBytes(monitors[0]));

        static void Fill(ProcessMonitor monitor)
        {
            var random = new Random(4);
            for (var i = 0; i < Minutes; i++)
            {
                var data = Message(monitor.Key, i + 2, LargestHistogram(i, random), i);
                monitor.Observe(data, data.UnixMilliseconds);
            }
        }
    }

    private static Histogram LargestHistogram(int minute, Random random)
    {
        var rows = new TypeRow[WireLimits.TypesMax];
        for (var row = 0; row < rows.Length; row++)
        {
            var bytes = (long)(minute * 1_000_000.0 * (row + 1)) + random.NextInt64(1L << 30);
            rows[row] = new TypeRow($"{row:d4}{new string('x', 60)}", "Company.Product", new GenerationValues(0, 0, bytes / 48, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));
        }

        return new Histogram(minute, true, 1000, new Completeness(100, 0, 1 << 30, 0, new Dictionary<string, int>()), default, rows);
    }

    private static ProcessMonitor NewMonitor(int pid, FleetOptions options)
    {
        var key = new ProcessKey("node-1", "0123456789abcdef0123456789abcdef", pid, 1000 + pid);
        var monitor = new ProcessMonitor(key, options);
        var description = new ProcessDescription("shop", "1.0", "10.0.0", "Shop", "dotnet Shop.dll", SimulatedHeap.Start, new Dictionary<string, string>());
        monitor.Observe(Message(key, 1, description, 0), SimulatedHeap.Start);
        return monitor;
    }

    private static Data Message(ProcessKey key, long sequence, ProcessMessage message, long minute) =>
        new(key, 1, sequence, 0, SimulatedHeap.Start + minute * 60_000, message);

    private static long SavedBytes(ProcessMonitor monitor)
    {
        var output = new ArrayBufferWriter<byte>();
        monitor.Save(output);
        return output.WrittenCount;
    }

    private static DetectFigures Figures(IReadOnlyList<(double Microseconds, long Bytes)> snapshots, int skip)
    {
        var kept = snapshots.Skip(skip).ToList();
        return DetectFigures.Of([.. kept.Select(s => s.Microseconds)], [.. kept.Select(s => s.Bytes)]);
    }

    private static void Print(string name, DetectFigures f) =>
        Line($"{name,-34} {f.MeanMicroseconds,8:0.0} {f.MedianMicroseconds,8:0.0} {f.P99Microseconds,8:0.0} {f.MaxMicroseconds,9:0.0} {f.BytesPerSnapshot,8:0.0} {f.BytesAllocatedMedian,8}");

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
