using System.Buffers;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Static fields as a frame between agent and helper, and back with every value checked.</summary>
internal static class StaticsAnswer
{
    private const int FrameFields = 5;
    private const int SlotFields = 3;

    public static void Write(IBufferWriter<byte> output, StaticLayout statics)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(FrameFields);
        writer.Write((int)FrameType.Statics);
        LayoutAnswer.WriteTrouble(writer, statics.Trouble);
        writer.Write(statics.TypesUnreadable);
        writer.Write(statics.WasCut);
        writer.WriteArrayHeader(statics.Slots.Count);
        foreach (var field in statics.Slots)
        {
            writer.WriteArrayHeader(SlotFields);
            writer.WriteUnsigned(field.Address);
            writer.Write(field.Name);
            writer.Write(field.Thread);
        }
    }

    public static StaticLayout Read(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(FrameFields, FrameFields);
        reader.ReadInt32((int)FrameType.Statics, (int)FrameType.Statics);
        var trouble = LayoutAnswer.ReadTrouble(ref reader);
        var unreadable = reader.ReadInt32(0);
        var wasCut = reader.ReadBoolean();
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
        if (reader.Failed) return StaticLayout.Unreadable(RootsAnswer.Implausible);
        return trouble is not null ? StaticLayout.Unreadable(trouble) : new StaticLayout(statics, unreadable, wasCut, null);
    }
}
