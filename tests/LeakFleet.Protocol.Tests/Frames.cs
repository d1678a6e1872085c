using System.Buffers;
using System.Text.Json;

namespace LeakFleet.Protocol.Tests;

internal static class Frames
{
    public static byte[] Encode(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Encode(frame, output);
        return output.WrittenSpan.ToArray();
    }

    public static Frame Decode(ReadOnlySpan<byte> bytes)
    {
        Assert.True(FrameCodec.TryDecode(bytes, out var frame, out var fault), fault);
        Assert.Null(fault);
        return frame;
    }

    /// <summary>Everything in a frame as text: records compare their lists by reference.</summary>
    public static string Text(Frame frame) => frame is Data data
        ? $"{data.Process} {data.Epoch} {data.Sequence} {data.Dropped} {data.UnixMilliseconds} {data.Message.GetType().Name} {Json(data.Message)}"
        : $"{frame.GetType().Name} {Json(frame)}";

    private static string Json(object value) => JsonSerializer.Serialize(value, value.GetType());
}
