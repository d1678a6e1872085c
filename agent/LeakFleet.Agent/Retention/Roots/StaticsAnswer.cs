using System.Buffers;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Static fields as a frame between agent and helper, and back with every value checked.</summary>
internal static class StaticsAnswer
{
    private const int SlotFields = 3;

    public static void Write(IBufferWriter<byte> output, IReadOnlyList<StaticSlot> statics)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Statics);
        writer.WriteArrayHeader(statics.Count);
        foreach (var field in statics)
        {
            writer.WriteArrayHeader(SlotFields);
            writer.WriteUnsigned(field.Address);
            writer.Write(field.Name);
            writer.Write(field.Thread);
        }
    }

    /// <summary>Null when the frame is not such an answer.</summary>
    public static List<StaticSlot>? Read(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Statics, (int)FrameType.Statics);
        var count = reader.BeginArray(0, RootLimits.StaticsMax, SlotFields + 1);
        var statics = new List<StaticSlot>(Math.Min(count, RootLimits.StaticsMax));
        var bytesLeft = RootLimits.NameBytesMax;
        for (; count > 0 && !reader.Failed; count--)
        {
            reader.BeginArray(SlotFields, SlotFields);
            var address = reader.ReadUInt64();
            var name = PlainText.Of(reader.ReadString(4 * RootLimits.NameCharsMax), RootLimits.NameCharsMax);
            statics.Add(new StaticSlot(address, name, reader.ReadInt32(0)));
            reader.EndArray();
            if (!MethodTableHeader.IsAddress(address)) reader.Fail("no address");
            if ((bytesLeft -= 2 * name.Length) < 0) reader.Fail("too many names");
        }
        reader.EndArray();
        reader.EndArray();
        reader.End();
        return reader.Failed ? null : statics;
    }
}
