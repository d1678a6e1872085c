using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>
/// One message in a file: what it would be on the wire, behind its length, a checksum and its place in the order of all messages. Integers are little-endian.
/// </summary>
/// <remarks><code>
///   length of the frame (4) │ CRC-32C of what follows (4) │ ordinal (8) │ Data frame
/// </code></remarks>
internal static class OutboxRecord
{
    public const int HeaderBytes = 16;
    public const int BytesMax = HeaderBytes + WireLimits.FrameBytesMax;

    private const int ChecksumOffset = 4;
    private const int OrdinalOffset = 8;

    public static void Write(ArrayBufferWriter<byte> output, OutboxMessage message, long dropped)
    {
        output.ResetWrittenCount();
        output.GetSpan(HeaderBytes)[..HeaderBytes].Clear();
        output.Advance(HeaderBytes);
        FrameCodec.EncodeData(message.Process.Key, message.Process.Epoch, message.Sequence, dropped, message.UnixMilliseconds, message.Encoded, output);
        if (!MemoryMarshal.TryGetArray(output.WrittenMemory, out var written)) throw new InvalidOperationException("the buffer is no array");
        var record = written.AsSpan();
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(record[OrdinalOffset..], message.Ordinal);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumOffset..], Checksum(record[OrdinalOffset..]));
    }

    /// <summary>Reads the record at the beginning of some bytes; false when there is none, or it is damaged.</summary>
    /// <param name="length">Of the whole record.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int length, out long ordinal)
    {
        (length, ordinal) = (0, 0);
        if (bytes.Length < HeaderBytes) return false;
        var frame = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (frame is <= 0 or > WireLimits.FrameBytesMax || frame > bytes.Length - HeaderBytes) return false;
        length = HeaderBytes + frame;
        ordinal = BinaryPrimitives.ReadInt64LittleEndian(bytes[OrdinalOffset..]);
        return ordinal > 0 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) == Checksum(bytes[OrdinalOffset..length]);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) sum = BitOperations.Crc32C(sum, b);
        return ~sum;
    }
}
