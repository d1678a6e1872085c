using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>
/// Adds up a heap snapshot while its events stream by: one number pair for each type, whatever the number of objects. Pure; the target writes the
/// events, so every length is checked.
/// </summary>
/// <remarks>GCBulkNode: index u32, count u32, CLR instance u16, then for each object: address, size, type id, number of references, each u64.</remarks>
internal sealed class SnapshotFold(HeapWalkOptions options)
{
    /// <summary>Bulk events that never arrived: the runtime drops events when its buffer is full.</summary>
    public const string LostEvents = "lost-events";

    /// <summary>Bulk events whose content is not what it says.</summary>
    public const string BadEvents = "bad-events";

    private const int HeaderBytes = 10;
    private const int NodeBytes = 32;

    private readonly Dictionary<ulong, Sum> _sums = [];
    private readonly SnapshotTypes _types = new(options.TypesMax, options.TypeNameCharsMax);
    private long _nextIndex;
    private long _eventsRead;
    private long _eventsMissing;
    private long _eventsBad;
    private long _bytesRead;
    private long _bytesOverLimit;

    public void AddTypes(ReadOnlySpan<byte> payload)
    {
        if (!_types.Add(payload)) _eventsBad++;
    }

    public void AddNodes(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes)
        {
            _eventsBad++;
            return;
        }
        var index = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        // Numbered from 0. A lower number than expected begins another snapshot, which somebody else has asked for at the same time.
        if (index < _nextIndex) return;
        _eventsMissing += index - _nextIndex;
        _nextIndex = index + 1L;
        var nodes = payload[HeaderBytes..];
        if ((long)count * NodeBytes > nodes.Length)
        {
            _eventsBad++;
            return;
        }
        _eventsRead++;
        for (; count > 0; count--, nodes = nodes[NodeBytes..])
            Add(BinaryPrimitives.ReadUInt64LittleEndian(nodes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(nodes[8..]));
    }

    /// <summary>Looks up what the events leave out of names. To be called before <see cref="Build"/>.</summary>
    public void CompleteNames(SnapshotModules modules, Func<string, SnapshotAssembly?> open, CancellationToken cancellation) =>
        _types.Complete(modules, open, cancellation);

    /// <param name="eventsLost">Events of any kind that the transport says it lost.</param>
    /// <param name="hasEnded">Whether the snapshot's end was seen.</param>
    public TypeHistogram Build(long eventsLost, bool hasEnded, TimeSpan elapsed)
    {
        var counts = new List<TypeCount>(_sums.Count);
        var unknownBytes = _bytesOverLimit;
        var unknown = 0;
        foreach (var (id, sum) in _sums)
        {
            if (_types.NameOf(id) is { } name)
            {
                // Which generation an object is in is not told. All of them have survived the collection that the snapshot is made of.
                counts.Add(new TypeCount(name.Name, name.Assembly, id, new GenerationValues(0, 0, sum.Count, 0, 0, 0), new GenerationValues(0, 0, sum.Bytes, 0, 0, 0)));
                continue;
            }
            unknown++;
            unknownBytes += sum.Bytes;
        }
        counts.Sort((a, b) => b.Bytes.Total.CompareTo(a.Bytes.Total));

        // Gaps in the numbers tell what is missing before the last event; what is missing after it, only the transport can know. Not all that it lost were
        // objects, so the estimate of their bytes is rather too high.
        var lost = Math.Max(_eventsMissing, eventsLost);
        var skipped = new Dictionary<string, int>(StringComparer.Ordinal);
        Note(LostEvents, lost);
        Note(BadEvents, _eventsBad);
        Note(SkipReason.UnknownType, unknown);
        Note(SkipReason.TooManyTypes, _bytesOverLimit > 0 ? 1 : 0);
        Note(SkipReason.TimeLimit, hasEnded ? 0 : 1);
        var bytesPerEvent = _eventsRead == 0 ? 0 : _bytesRead / _eventsRead;
        var missingBytes = Math.Min(lost, WireLimits.QuantityMax / Math.Max(1, bytesPerEvent)) * bytesPerEvent;
        // How much comes after an end that nobody saw is not known. As much again stands for it, since a coverage near 1 would be taken for the whole heap.
        if (!hasEnded) missingBytes = Math.Max(missingBytes, _bytesRead);
        var completeness = new Completeness(
            (int)Math.Min(_eventsRead, int.MaxValue), skipped.Values.Aggregate(0, (sum, count) => (int)Math.Min((long)sum + count, int.MaxValue)),
            _bytesRead - unknownBytes, unknownBytes + missingBytes, skipped);
        return new TypeHistogram(counts, default, completeness, 1, elapsed);

        void Note(string reason, long events)
        {
            if (events > 0) skipped[reason] = (int)Math.Min(events, int.MaxValue);
        }
    }

    private void Add(ulong type, ulong size)
    {
        // As they lie in memory, and as a walk counts them: aligned to 8. A size that no heap can hold would overflow the sums.
        var bytes = (long)Math.Min((size + 7) & ~7UL, 1UL << 40);
        if (_bytesRead > WireLimits.QuantityMax) return;
        _bytesRead += bytes;
        if (_sums.Count >= options.TypesMax && !_sums.ContainsKey(type))
        {
            _bytesOverLimit += bytes;
            return;
        }
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, type, out _);
        sum = new Sum(sum.Count + 1, sum.Bytes + bytes);
    }

    private readonly record struct Sum(long Count, long Bytes);
}
