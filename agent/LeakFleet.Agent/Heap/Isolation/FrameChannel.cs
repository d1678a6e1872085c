using System.Buffers;
using System.Buffers.Binary;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>Frames between agent and helper: four bytes of length, little-endian, then that many bytes of MessagePack.</summary>
/// <remarks>Either side may be hostile to the other: a frame longer than the limit ends the channel before a byte of it is kept.</remarks>
internal sealed class FrameChannel(Stream input, Stream output, int frameBytesMax)
{
    private const int LengthBytes = 4;

    /// <summary>A longer frame is received in steps: what is announced costs nothing until it arrives.</summary>
    private const int StepBytes = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _outgoing = new();
    private byte[] _incoming = new byte[16 * 1024];

    /// <summary>Where the next frame is written; <see cref="Send"/> sends it.</summary>
    public IBufferWriter<byte> Begin()
    {
        _outgoing.ResetWrittenCount();
        _outgoing.GetSpan(LengthBytes);
        _outgoing.Advance(LengthBytes);
        return _outgoing;
    }

    /// <exception cref="IOException">The other side is gone.</exception>
    public void Send()
    {
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_outgoing.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - LengthBytes);
        output.Write(frame);
        output.Flush();
    }

    /// <summary>The next frame, valid until the next call; false when the other side is gone or broke the rules.</summary>
    /// <exception cref="IOException">Reading failed.</exception>
    public bool TryReceive(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!TryFill(0, LengthBytes)) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_incoming);
        if (length <= 0 || length > frameBytesMax) return false;
        for (var at = 0; at < length;)
        {
            var step = Math.Min(StepBytes, length - at);
            if (_incoming.Length < at + step) Array.Resize(ref _incoming, Math.Min(frameBytesMax, Math.Max(at + step, 2 * _incoming.Length)));
            if (!TryFill(at, step)) return false;
            at += step;
        }
        frame = _incoming.AsSpan(0, length);
        return true;
    }

    private bool TryFill(int at, int count)
    {
        while (count > 0)
        {
            var read = input.Read(_incoming, at, count);
            if (read <= 0) return false;
            at += read;
            count -= read;
        }
        return true;
    }
}
