using System.Buffers;
using System.Text;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>A layout as a frame, and back with every value checked: whoever wrote it may want to crash, stall or mislead the agent.</summary>
internal static class LayoutAnswer
{
    public const string Implausible = "the helper's answer about the heap's layout is not plausible; it was refused";

    private const int Fields = 7;
    private const int RegionFields = 3;
    private const int ContextFields = 2;
    private const int TroubleBytesMax = 1024;

    /// <summary>The longest frame that can be one: two or three numbers of nine bytes and a header for each region and context.</summary>
    public static int BytesMax(HeapWalkOptions options) =>
        (int)Math.Min(int.MaxValue, 4096L + TroubleBytesMax + 20L * options.RegionsMax + 19L * options.AllocationContextsMax);

    public static void Write(IBufferWriter<byte> output, HeapLayout layout)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write((int)FrameType.Layout);
        WriteTrouble(writer, layout.Trouble);
        writer.WriteUnsigned(layout.FreeMethodTable);
        writer.Write(layout.RegionsDropped);
        writer.Write(layout.BeingCollected);
        writer.WriteArrayHeader(layout.Regions.Count);
        foreach (var region in layout.Regions)
        {
            writer.WriteArrayHeader(RegionFields);
            writer.WriteUnsigned(region.Start);
            writer.WriteUnsigned(region.End);
            writer.Write((int)region.Place);
        }
        writer.WriteArrayHeader(layout.Contexts.Count);
        for (var i = 0; i < layout.Contexts.Count; i++)
        {
            var (pointer, limit) = layout.Contexts[i];
            writer.WriteArrayHeader(ContextFields);
            writer.WriteUnsigned(pointer);
            writer.WriteUnsigned(limit);
        }
    }

    public static HeapLayout Read(ReadOnlySpan<byte> frame, HeapWalkOptions options)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(Fields, Fields);
        reader.ReadInt32((int)FrameType.Layout, (int)FrameType.Layout);
        var trouble = ReadTrouble(ref reader);
        var freeMethodTable = reader.ReadUInt64();
        if (freeMethodTable != 0 && !MethodTableHeader.IsAddress(freeMethodTable)) reader.Fail("no address");
        var dropped = reader.ReadInt32(0, options.RegionsMax);
        var beingCollected = reader.ReadBoolean();
        var regions = ReadRegions(ref reader, options.RegionsMax);
        var contexts = ReadContexts(ref reader, options.AllocationContextsMax);
        reader.EndArray();
        reader.End();
        if (reader.Failed) return HeapLayout.Unreadable(Implausible);
        return trouble is not null
            ? HeapLayout.Unreadable(trouble)
            : new HeapLayout(regions, new AllocationContexts(contexts), freeMethodTable, dropped, beingCollected, null);
    }

    public static void WriteTrouble(MessagePackWriter writer, string? trouble)
    {
        if (trouble is null) writer.WriteNil();
        else writer.Write(Encoding.UTF8.GetByteCount(trouble) <= TroubleBytesMax ? trouble : trouble[..(TroubleBytesMax / 4)]);
    }

    public static string? ReadTrouble(ref MessagePackReader reader) =>
        reader.TryReadNil() ? null : PlainText.Of(reader.ReadString(TroubleBytesMax), TroubleBytesMax);

    private static List<HeapRegion> ReadRegions(ref MessagePackReader reader, int regionsMax)
    {
        var count = reader.BeginArray(0, regionsMax, RegionFields + 1);
        var regions = new List<HeapRegion>(count);
        var end = 0UL;
        for (; count > 0 && !reader.Failed; count--)
        {
            reader.BeginArray(RegionFields, RegionFields);
            var region = new HeapRegion(reader.ReadUInt64(), reader.ReadUInt64(), (HeapPlace)reader.ReadInt32(0, (int)HeapPlace.Frozen));
            reader.EndArray();
            // In order and apart: the walk takes both for granted.
            if (!MethodTableHeader.IsAddress(region.Start) || !MethodTableHeader.IsAddress(region.End) || region.End <= region.Start || region.Start < end)
                reader.Fail("no region");
            end = region.End;
            regions.Add(region);
        }
        reader.EndArray();
        return regions;
    }

    private static List<(ulong Pointer, ulong Limit)> ReadContexts(ref MessagePackReader reader, int contextsMax)
    {
        var count = reader.BeginArray(0, contextsMax, ContextFields + 1);
        var contexts = new List<(ulong, ulong)>(count);
        for (; count > 0 && !reader.Failed; count--)
        {
            reader.BeginArray(ContextFields, ContextFields);
            var (pointer, limit) = (reader.ReadUInt64(), reader.ReadUInt64());
            reader.EndArray();
            if (!MethodTableHeader.IsAddress(pointer) || !MethodTableHeader.IsAddress(limit) || limit <= pointer) reader.Fail("no context");
            contexts.Add((pointer, limit));
        }
        reader.EndArray();
        return contexts;
    }
}
