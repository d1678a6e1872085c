using LeakFleet.Detection;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>Axes and rows of floors in a saved state.</summary>
internal static class FloorsFormat
{
    private static readonly ushort[] Everywhere = new ushort[BucketAxis.BucketsMax];

    public static void Write(MessagePackWriter writer, in BucketAxis axis)
    {
        writer.WriteArrayHeader(4);
        writer.Write(axis.WidthMilliseconds);
        writer.Write(axis.Count);
        writer.Write(axis.FirstUnixMilliseconds);
        writer.Write(axis.LastUnixMilliseconds);
    }

    public static BucketAxis ReadAxis(ref MessagePackReader reader)
    {
        reader.BeginArray(4, 4);
        var axis = BucketAxis.Restore(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
        if (axis is null) reader.Fail("an axis of time is out of range");
        reader.EndArray();
        return axis ?? new BucketAxis(1);
    }

    public static void Write(MessagePackWriter writer, in FloorsState floors) => Write(writer, floors, Everywhere);

    /// <param name="present">A row that has a value wherever this one has.</param>
    public static void Write(MessagePackWriter writer, in FloorsState floors, ReadOnlySpan<ushort> present)
    {
        Span<byte> packed = stackalloc byte[PackedCells.BytesMax];
        writer.WriteArrayHeader(3);
        writer.Write(floors.Base);
        writer.Write(floors.Shift);
        writer.WriteBinary(packed[..PackedCells.Pack(floors.Cells.Span, present, packed)]);
    }

    public static FloorsState Read(ref MessagePackReader reader, int buckets) => Read(ref reader, buckets, Everywhere);

    /// <param name="present">As when it was written.</param>
    public static FloorsState Read(ref MessagePackReader reader, int buckets, ReadOnlySpan<ushort> present)
    {
        reader.BeginArray(3, 3);
        var (@base, shift) = ((uint)reader.ReadInt64(0, uint.MaxValue), (byte)reader.ReadInt32(0, 62));
        var packed = reader.ReadBinary(PackedCells.BytesMax);
        var cells = new ushort[buckets];
        if (!reader.Failed && !PackedCells.TryUnpack(packed, present, cells)) reader.Fail("a series is not readable");
        reader.EndArray();
        return new FloorsState(@base, shift, cells);
    }
}
