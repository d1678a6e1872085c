using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>What all frames have in common, and those too small for a type of their own.</summary>
internal static class InspectorFrame
{
    /// <summary>The kind of a frame; null when it is none.</summary>
    public static FrameType? TypeOf(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(1);
        var type = reader.ReadInt32(0, (int)FrameType.Guard);
        return reader.Failed ? null : (FrameType)type;
    }

    public static void WriteLayoutRequest(IBufferWriter<byte> output) => WriteQuestion(output, FrameType.Layout);

    /// <summary>A question of which its type says everything.</summary>
    public static void WriteQuestion(IBufferWriter<byte> output, FrameType type)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(1);
        writer.Write((int)type);
    }

    public static void WriteBytes(IBufferWriter<byte> output, FrameType type, ReadOnlySpan<byte> bytes)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)type);
        writer.WriteBinary(bytes);
    }

    /// <summary>False when the frame is not of <paramref name="type"/> with at most <paramref name="bytesMax"/> bytes.</summary>
    public static bool TryReadBytes(ReadOnlySpan<byte> frame, FrameType type, int bytesMax, out ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)type, (int)type);
        bytes = reader.ReadBinary(bytesMax);
        reader.EndArray();
        reader.End();
        return !reader.Failed;
    }

    public static void WriteGuard(IBufferWriter<byte> output, int descriptor)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Guard);
        writer.Write(descriptor);
    }

    /// <summary>The descriptor, a number of the helper's; negative when there is none.</summary>
    public static int ReadGuard(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Guard, (int)FrameType.Guard);
        var descriptor = reader.ReadInt32(0);
        reader.EndArray();
        reader.End();
        return reader.Failed ? -1 : descriptor;
    }

    public static void WriteReady(IBufferWriter<byte> output, string? trouble)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Ready);
        LayoutAnswer.WriteTrouble(writer, trouble);
    }

    /// <summary>Null when the helper is ready; otherwise why not.</summary>
    public static string? ReadReady(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Ready, (int)FrameType.Ready);
        var trouble = LayoutAnswer.ReadTrouble(ref reader);
        reader.EndArray();
        reader.End();
        return reader.Failed ? HelperTrouble.Broken : trouble;
    }
}
