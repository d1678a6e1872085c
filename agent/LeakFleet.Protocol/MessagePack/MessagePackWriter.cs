using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LeakFleet.Protocol.MessagePack;

/// <summary>
/// Writes MessagePack values, each in its shortest encoding, straight into <paramref name="output"/>. Whoever writes an array or map header
/// then writes that many elements (for a map: twice as many, key before value).
/// </summary>
public readonly ref struct MessagePackWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;

    public void WriteNil() => WriteByte(MessagePackFormat.Nil);

    public void Write(bool value) => WriteByte(value ? MessagePackFormat.True : MessagePackFormat.False);

    public void Write(long value)
    {
        if (value >= 0) WriteUnsigned((ulong)value);
        else if (value >= -32) WriteByte((byte)value);
        else if (value >= sbyte.MinValue)
        {
            var span = Begin(MessagePackFormat.Signed8, 2);
            span[1] = (byte)value;
            _output.Advance(2);
        }
        else if (value >= short.MinValue)
        {
            BinaryPrimitives.WriteInt16BigEndian(Begin(MessagePackFormat.Signed16, 3)[1..], (short)value);
            _output.Advance(3);
        }
        else if (value >= int.MinValue)
        {
            BinaryPrimitives.WriteInt32BigEndian(Begin(MessagePackFormat.Signed32, 5)[1..], (int)value);
            _output.Advance(5);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(Begin(MessagePackFormat.Signed64, 9)[1..], value);
            _output.Advance(9);
        }
    }

    public void WriteUnsigned(ulong value)
    {
        if (value <= MessagePackFormat.PositiveFixIntMax) WriteByte((byte)value);
        else if (value <= byte.MaxValue) WriteLength8(MessagePackFormat.Unsigned8, (byte)value);
        else if (value <= ushort.MaxValue) WriteLength16(MessagePackFormat.Unsigned16, (ushort)value);
        else if (value <= uint.MaxValue) WriteLength32(MessagePackFormat.Unsigned32, (uint)value);
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(Begin(MessagePackFormat.Unsigned64, 9)[1..], value);
            _output.Advance(9);
        }
    }

    /// <summary>Always as float 64, so that what is read is bit for bit what was written.</summary>
    public void Write(double value)
    {
        BinaryPrimitives.WriteDoubleBigEndian(Begin(MessagePackFormat.Float64, 9)[1..], value);
        _output.Advance(9);
    }

    /// <summary>As UTF-8; a lone surrogate becomes U+FFFD, since the format allows only valid UTF-8.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteStringHeader(length);
        if (length == 0) return;
        _output.Advance(Encoding.UTF8.GetBytes(text, _output.GetSpan(length)));
    }

    /// <summary>A string whose bytes the caller knows to be valid UTF-8.</summary>
    public void WriteUtf8(ReadOnlySpan<byte> text)
    {
        WriteStringHeader(text.Length);
        _output.Write(text);
    }

    public void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= byte.MaxValue) WriteLength8(MessagePackFormat.Binary8, (byte)bytes.Length);
        else if (bytes.Length <= ushort.MaxValue) WriteLength16(MessagePackFormat.Binary16, (ushort)bytes.Length);
        else WriteLength32(MessagePackFormat.Binary32, (uint)bytes.Length);
        _output.Write(bytes);
    }

    public void WriteArrayHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15) WriteByte((byte)(MessagePackFormat.FixArray | count));
        else if (count <= ushort.MaxValue) WriteLength16(MessagePackFormat.Array16, (ushort)count);
        else WriteLength32(MessagePackFormat.Array32, (uint)count);
    }

    public void WriteMapHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15) WriteByte((byte)(MessagePackFormat.FixMap | count));
        else if (count <= ushort.MaxValue) WriteLength16(MessagePackFormat.Map16, (ushort)count);
        else WriteLength32(MessagePackFormat.Map32, (uint)count);
    }

    /// <summary>Bytes that are already MessagePack, such as a message encoded earlier.</summary>
    public void WriteRaw(ReadOnlySpan<byte> encoded) => _output.Write(encoded);

    private void WriteStringHeader(int length)
    {
        if (length <= 31) WriteByte((byte)(MessagePackFormat.FixString | length));
        else if (length <= byte.MaxValue) WriteLength8(MessagePackFormat.String8, (byte)length);
        else if (length <= ushort.MaxValue) WriteLength16(MessagePackFormat.String16, (ushort)length);
        else WriteLength32(MessagePackFormat.String32, (uint)length);
    }

    private void WriteByte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    private void WriteLength8(byte format, byte value)
    {
        Begin(format, 2)[1] = value;
        _output.Advance(2);
    }

    private void WriteLength16(byte format, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Begin(format, 3)[1..], value);
        _output.Advance(3);
    }

    private void WriteLength32(byte format, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Begin(format, 5)[1..], value);
        _output.Advance(5);
    }

    private Span<byte> Begin(byte format, int length)
    {
        var span = _output.GetSpan(length);
        span[0] = format;
        return span;
    }
}
