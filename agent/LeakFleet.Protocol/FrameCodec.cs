using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace LeakFleet.Protocol;

/// <summary>Frames to MessagePack and back. Layout: <c>docs/wire-format.md</c>.</summary>
public static class FrameCodec
{
    public static void Encode(Frame frame, IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>Decodes one frame. Whatever the bytes are, the outcome is a frame within <see cref="WireLimits"/> or a reason; never an exception.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Frame? frame, [NotNullWhen(false)] out string? fault) =>
        throw new NotImplementedException();
}
