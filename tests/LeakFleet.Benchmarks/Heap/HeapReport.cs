using System.Globalization;
using System.Text.Json;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>The figures of one run.</summary>
internal sealed class HeapReport
{
    private readonly List<TypeHistogram> _walks = [];
    private readonly List<TimeSpan> _manyThreads = [];
    private readonly List<TimeSpan> _isolated = [];
    private long _allocatedBytes;
    private long _agentPeakBytes;
    private long _helperPeakBytes;

    public StallPairs Stalls { get; } = new();
    public Stalls ClrMdStalls { get; set; }
    public Stalls EventPipeStalls { get; set; }
    public Counted ClrMd { get; set; }
    public Counted EventPipe { get; set; }
    public List<TimeSpan> PlainReads { get; } = [];

    /// <param name="walker">Of one thread, as the plain read is.</param>
    public void Measure(HeapWalker walker)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var walk = walker.Walk(CancellationToken.None);
        _allocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        _walks.Add(Found(walk));
    }

    public void MeasureManyThreads(HeapWalker walker) => _manyThreads.Add(Found(walker.Walk(CancellationToken.None)).Elapsed);

    /// <summary>As agents walk: memory of agent and helper together while the helper lives, above what the agent has without a walk.</summary>
    public void MeasureIsolated(HeapWalker walker)
    {
        HeapWalk? walk = null;
        var (own, helper) = OwnMemory.PeakDuring(() => walk = walker.Walk(CancellationToken.None));
        _agentPeakBytes = Math.Max(_agentPeakBytes, own);
        _helperPeakBytes = Math.Max(_helperPeakBytes, helper);
        _isolated.Add(Found(walk!).Elapsed);
    }

    public void Print(TextWriter output)
    {
        var walk = Median(_walks.Select(histogram => histogram.Elapsed));
        var asShipped = Median(_manyThreads);
        var plain = Median(PlainReads);
        var last = _walks[^1];
        var objects = last.TotalCounts.Total;
        // Of large objects, and of the free space between them, only headers are read.
        var bytesRead = last.Completeness.BytesRead - last.TotalBytes.Large - last.FreeBytes.Large;
        Row("method", "objects", "ms", "M objects/s", "x ClrMD", "x plain", "stall max ms", "p99.9 ms");
        Row("(idle)", "", "", "", "", "", Text(Stalls.Idle.MaxMilliseconds), Text(Stalls.Idle.P999Milliseconds));
        Line("plain read", new Counted(0, plain), null);
        Line("walk, one thread", new Counted(objects, walk), null);
        Line("walk, two threads", new Counted(objects, asShipped), null);
        Line("walk, as agents do", new Counted(objects, Median(_isolated)), Stalls.Walking);
        Line("ClrMD, stopped", ClrMd, ClrMdStalls);
        Line("EventPipe snapshot", EventPipe, EventPipeStalls);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{last.Completeness.RegionsRead} regions, {last.Completeness.RegionsSkipped} skipped, {last.Completeness.BytesRead / 1e6:N0} MB, {bytesRead / 1e6:N0} of it without large objects; walks {string.Join(' ', _walks.Select(w => $"{w.Elapsed.TotalMilliseconds:F0}"))} ms; plain reads {string.Join(' ', PlainReads.Select(p => $"{p.TotalMilliseconds:F0}"))} ms"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"peak above idle: agent {_agentPeakBytes / 1e6:F1} MB, helper {_helperPeakBytes / 1e6:F1} MB; of {Stalls.Count} pairs of phases, a 1 ms timer of the target: {Stalls.InWords()}"));
        output.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            objects,
            objectsPerSecond = Math.Round(objects / asShipped.TotalSeconds),
            gigabytesPerSecond = Math.Round(bytesRead / asShipped.TotalSeconds / 1e9, 3),
            ratioToClrMd = Math.Round(RatioToClrMd(new Counted(objects, asShipped)), 2),
            // One thread beside one thread.
            ratioToPlainRead = Math.Round(plain / walk, 3),
            stallMaxMs = Each(stalls => stalls.MaxMilliseconds),
            stallP999Ms = Each(stalls => stalls.P999Milliseconds),
            stallPairs = new { pairs = Stalls.Count, laterMax = Stalls.LaterMaxima, laterP999 = Stalls.LaterP999 },
            agentPeakMb = Math.Round((_agentPeakBytes + _helperPeakBytes) / 1e6, 1),
            allocatedBytes = _allocatedBytes,
            counted = new { raw = objects, clrMd = ClrMd.Objects, eventPipe = EventPipe.Objects },
        }));

        object Each(Func<Stalls, double> figure) =>
            new { baseline = figure(Stalls.Idle), raw = figure(Stalls.Walking), clrMd = figure(ClrMdStalls), eventPipe = figure(EventPipeStalls) };

        double RatioToClrMd(Counted counted) => ClrMd.Elapsed / counted.Elapsed * counted.Objects / ClrMd.Objects;

        void Line(string method, Counted counted, Stalls? stalls) => Row(
            method,
            counted.Objects == 0 ? "" : counted.Objects.ToString("N0", CultureInfo.InvariantCulture),
            Text(counted.Elapsed.TotalMilliseconds),
            counted.Objects == 0 ? "" : Text(counted.Objects / counted.Elapsed.TotalSeconds / 1e6),
            counted.Objects == 0 ? "" : Text(RatioToClrMd(counted)),
            Text(plain / counted.Elapsed),
            stalls is { } some ? Text(some.MaxMilliseconds) : "",
            stalls is { } others ? Text(others.P999Milliseconds) : "");

        void Row(params string[] cells) => output.WriteLine(cells[0].PadRight(22) + string.Concat(cells[1..].Select(cell => cell.PadLeft(14))));
    }

    private static TypeHistogram Found(HeapWalk walk) => walk.Histogram ?? throw new InvalidOperationException(walk.Trouble);

    private static string Text(double figure) => figure.ToString("N2", CultureInfo.InvariantCulture);

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(times.Count() / 2);
}
