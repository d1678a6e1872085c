using System.Buffers;
using LeakFleet.Protocol;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>
/// Brings what an earlier run left in its folder back into the outbox, in the order it was observed. Files are trusted for nothing: each record has a
/// checksum and is decoded within the limits of the wire; the bounds of the outbox hold from the first message on.
/// </summary>
internal sealed class OutboxRestore(Outbox outbox, OutboxFolder folder, string node, string bootId)
{
    /// <summary>Records looked at, far more than an outbox holds: a folder of nothing but tiny ones ends there.</summary>
    private const int RecordsMax = 1_000_000;

    private readonly List<Place> _places = [];

    public int Restored { get; private set; }

    /// <summary>Records that were damaged, of another node, or not in order. What follows a damaged one in its file is not counted: it cannot be found.</summary>
    public int Unusable { get; private set; }

    public void Run()
    {
        foreach (var segment in folder.Segments) Index(segment);
        _places.Sort();
        using var reading = new Reading(folder);
        var last = 0L;
        foreach (var place in _places)
        {
            // A file that was being replaced when the agent ended has its messages twice.
            if (place.Ordinal == last) continue;
            last = place.Ordinal;
            if (Decode(reading.Record(place)) is { } data && outbox.Restore(data, place.Ordinal, place.Segment)) Restored++;
            else Unusable++;
        }
    }

    private void Index(OutboxSegment segment)
    {
        using var file = folder.OpenToRead(segment);
        if (file is null)
        {
            Unusable++;
            return;
        }

        var length = (int)Math.Min(RandomAccess.GetLength(file), OutboxFolder.SegmentBytesMax);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var bytes = buffer.AsSpan(0, Reading.Fill(file, buffer.AsSpan(0, length), 0));
        var offset = 0;
        while (_places.Count < RecordsMax && OutboxRecord.TryRead(bytes[offset..], out var record, out var ordinal))
        {
            _places.Add(new Place(ordinal, segment, offset, record));
            offset += record;
        }

        if (offset < bytes.Length) Unusable++;
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private Data? Decode(ReadOnlySpan<byte> record)
    {
        if (record.Length < OutboxRecord.HeaderBytes || !FrameCodec.TryDecode(record[OutboxRecord.HeaderBytes..], out var frame, out _) || frame is not Data data) return null;
        // Of this boot, what is not older than this run was made up: it would make a repeat of all that this run observes.
        var isEarlier = data.Process.BootId != bootId || data.Epoch < outbox.Epoch;
        return data.Process.Node == node && isEarlier ? data : null;
    }

    private readonly record struct Place(long Ordinal, OutboxSegment Segment, int Offset, int Length) : IComparable<Place>
    {
        public int CompareTo(Place other) => (Ordinal, Segment.Number).CompareTo((other.Ordinal, other.Segment.Number));
    }

    /// <summary>Keeps the file open that was read last: most records follow each other.</summary>
    private sealed class Reading(OutboxFolder folder) : IDisposable
    {
        private byte[] _record = [];
        private OutboxSegment? _segment;
        private SafeFileHandle? _file;

        public ReadOnlySpan<byte> Record(Place place)
        {
            if (_segment != place.Segment)
            {
                _file?.Dispose();
                (_segment, _file) = (place.Segment, folder.OpenToRead(place.Segment));
            }

            if (_file is null) return [];
            if (_record.Length < place.Length) _record = new byte[place.Length];
            return _record.AsSpan(0, Fill(_file, _record.AsSpan(0, place.Length), place.Offset));
        }

        public static int Fill(SafeFileHandle file, Span<byte> bytes, long offset)
        {
            var length = 0;
            while (length < bytes.Length && RandomAccess.Read(file, bytes[length..], offset + length) is > 0 and var read) length += read;
            return length;
        }

        public void Dispose() => _file?.Dispose();
    }
}
