using System.Buffers;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Places whose fields are asked for, and the fields' names, as frames.</summary>
internal static class FieldsAnswer
{
    public static void WriteRequest(IBufferWriter<byte> output, ReadOnlySpan<FieldPlace> places)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Fields);
        writer.WriteArrayHeader(2 * places.Length);
        foreach (var place in places)
        {
            writer.WriteUnsigned(place.MethodTable);
            writer.Write(place.Offset);
        }
    }

    public static FieldPlace[]? ReadRequest(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Fields, (int)FrameType.Fields);
        var places = new FieldPlace[reader.BeginArray(0, 2 * RootLimits.FieldsMax) / 2];
        for (var i = 0; i < places.Length; i++) places[i] = new FieldPlace(reader.ReadUInt64(), reader.ReadInt32(0));
        reader.EndArray();
        reader.EndArray();
        reader.End();
        return reader.Failed ? null : places;
    }

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<string?> names)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Fields);
        writer.WriteArrayHeader(names.Length);
        foreach (var name in names)
        {
            if (name is null) writer.WriteNil();
            else writer.Write(name);
        }
    }

    /// <summary>Fills <paramref name="names"/>, one for each place asked for; false when the frame is not such an answer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, Span<string?> names)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Fields, (int)FrameType.Fields);
        reader.BeginArray(names.Length, names.Length);
        for (var i = 0; i < names.Length && !reader.Failed; i++)
            names[i] = reader.TryReadNil() ? null : PlainText.Of(reader.ReadString(4 * RootLimits.NameCharsMax), RootLimits.NameCharsMax);
        reader.EndArray();
        reader.EndArray();
        reader.End();
        if (reader.Failed) names.Clear();
        return !reader.Failed;
    }
}
