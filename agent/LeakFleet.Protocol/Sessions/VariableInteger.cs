namespace LeakFleet.Protocol.Sessions;

/// <summary>Integers in seven bits a byte, the lowest first; a set high bit says that more follow. Signed ones alternate: 0, -1, 1, -2, …</summary>
internal static class VariableInteger
{
    public const int BytesMax = 10;

    public static int Write(Span<byte> output, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7) output[length++] = (byte)(value | 0x80);
        output[length++] = (byte)value;
        return length;
    }

    public static int WriteSigned(Span<byte> output, long value) => Write(output, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>False where the bytes end early or the number has more bits than 64.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(bytes.Length, BytesMax); i++)
        {
            // Of the tenth byte one bit is left.
            if (i == BytesMax - 1 && bytes[i] > 1) return false;
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }

        return false;
    }

    public static bool TryReadSigned(ref ReadOnlySpan<byte> bytes, out long value)
    {
        var isRead = TryRead(ref bytes, out var folded);
        value = (long)(folded >> 1) ^ -(long)(folded & 1);
        return isRead;
    }
}
