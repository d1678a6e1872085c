using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Puts the rows of one process and one time together again, as the messages that an agent would have sent.</summary>
internal sealed class SnapshotMessages(CorpusProcess process)
{
    private const long DescriptionInterval = 10 * 60_000;

    /// <summary>The kernel's collection code of a background collection.</summary>
    private const int BackgroundKind = 1;

    private static readonly Dictionary<string, int> NothingSkipped = [];
    private static readonly Dictionary<string, int> SomethingSkipped = new() { ["missing"] = 1 };

    private readonly List<TypeRow> _types = [];
    private readonly Dictionary<string, long> _measures = new(StringComparer.Ordinal);
    private CorpusRow _first;
    private bool _any;
    private long _sequence;
    private long _limit = -1;
    private long _collections;
    private long _describedUnixMilliseconds = long.MinValue / 2;

    /// <summary>Whether the row belongs to the snapshot at hand.</summary>
    public bool Takes(in CorpusRow row) =>
        !_any || row.UnixMilliseconds == _first.UnixMilliseconds && (Measures.IsMeasure(row.Type) || _types.Count == 0
            || row.AfterGen2 == _first.AfterGen2 && row.Completeness == _first.Completeness);

    /// <returns>A fault, or null.</returns>
    public string? Add(in CorpusRow row)
    {
        if (Measures.IsMeasure(row.Type))
        {
            if (!_any) _first = row;
            _any = true;
            // The measures are all of one number; which column it is in does not matter.
            return _measures.TryAdd(row.Type, Math.Max(row.Count, row.Bytes)) ? null : $"{row.Type} twice at one time";
        }

        if (_types.Count == CorpusLimits.TypesMax) return $"more than {CorpusLimits.TypesMax} types at one time";
        if (!_any || _types.Count == 0) _first = row;
        _any = true;
        _types.Add(new TypeRow(row.Type, row.Assembly, new(0, 0, row.Count, 0, 0, 0), new(0, 0, row.Bytes, 0, 0, 0)));
        return null;
    }

    /// <summary>The messages of the snapshot at hand; the next begins.</summary>
    public List<Data> Take()
    {
        var messages = new List<Data>();
        if (!_any) return messages;
        var t = _first.UnixMilliseconds;
        if (Math.Abs(t - _describedUnixMilliseconds) >= DescriptionInterval)
        {
            messages.Add(Say(t, process.Description));
            _describedUnixMilliseconds = t;
        }

        if (_types.Count > 0) messages.Add(Say(t, Histogram()));
        if (_measures.Count > 0) AddMeasures(messages, t);
        _types.Clear();
        _measures.Clear();
        _any = false;
        return messages;
    }

    private Histogram Histogram()
    {
        var rows = _types.ToArray();
        Array.Sort(rows, static (a, b) => b.Bytes.Total != a.Bytes.Total ? b.Bytes.Total.CompareTo(a.Bytes.Total) : string.CompareOrdinal(a.Name, b.Name));
        var bytes = rows.Sum(r => r.Bytes.Total);
        var share = _first.Completeness;
        var skipped = share >= 1 ? 0 : share <= 0 ? Math.Max(1, bytes) : (long)(bytes * (1 - share) / share);
        _measures.Remove(Measures.Fragmentation, out var free);
        var completeness = new Completeness(
            1, share >= 1 ? 0 : 1, share <= 0 ? 0 : bytes, Math.Min(skipped, WireLimits.QuantityMax), share >= 1 ? NothingSkipped : SomethingSkipped);
        return new Histogram(_collections, _first.AfterGen2, 0, completeness, new(0, 0, free, 0, 0, 0), rows);
    }

    private void AddMeasures(List<Data> messages, long t)
    {
        var exited = _measures.Remove(Measures.Exited);
        var (handles, finalizers, fragmentation, pinned) =
            (Measure(Measures.Handles), Measure(Measures.Finalizers), Measure(Measures.Fragmentation), Measure(Measures.Pinned));
        if (handles >= 0 || finalizers >= 0 || fragmentation >= 0 || pinned >= 0)
        {
            messages.Add(Say(t, new Collections(
                [new Collection(++_collections, 2, 0, BackgroundKind, t, 0, default, 0, fragmentation, 0, Math.Max(0, pinned), handles, finalizers)])));
        }

        _limit = Math.Max(_limit, Measure(Measures.Limit));
        var memory = new ProcessMemory(
            Measure(Measures.RssAnonymous), Measure(Measures.RssFile), Measure(Measures.GcCommitted), Measure(Measures.Threads),
            Measure(Measures.FileDescriptors), _limit, Measure(Measures.Usage));
        if (memory != new ProcessMemory(-1, -1, -1, -1, -1, _limit, -1)) messages.Add(Say(t, memory));
        if (exited) messages.Add(Say(t, new ProcessExited()));
    }

    private long Measure(string name) => _measures.GetValueOrDefault(name, -1);

    private Data Say(long t, ProcessMessage message) => new(process.Key, 1, ++_sequence, 0, t, message);
}
