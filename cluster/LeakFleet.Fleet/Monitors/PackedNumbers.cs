using System.Buffers;

namespace LeakFleet.Fleet;

/// <summary>
/// Small numbers in few bytes: each as a variable-length integer with the sign in the lowest bit; a run of zeros as one zero and its length.
/// A series of differences is mostly zeros and small numbers.
/// </summary>
internal static class PackedNumbers
{
    private const int VarintBytesMax = 10;

    public static byte[] Pack(ReadOnlySpan<long> numbers)
    {
        var rented = ArrayPool<byte>.Shared.Rent((numbers.Length + 1) * 2 * VarintBytesMax);
        var length = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = numbers[i];
            length += WriteVarint(rented.AsSpan(length), (ulong)(number << 1) ^ (ulong)(number >> 63));
            if (number != 0) continue;
            var run = numbers[(i + 1)..].IndexOfAnyExcept(0L);
            if (run < 0) run = numbers.Length - i - 1;
            length += WriteVarint(rented.AsSpan(length), (ulong)run);
            i += run;
        }

        var packed = rented.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(rented);
        return packed;
    }

    /// <summary>False unless the bytes hold exactly as many numbers as there is room for.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<long> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!TryReadVarint(ref packed, out var value)) return false;
            numbers[i] = (long)(value >> 1) ^ -(long)(value & 1);
            if (value != 0) continue;
            if (!TryReadVarint(ref packed, out var run) || run > (ulong)(numbers.Length - i - 1)) return false;
            numbers.Slice(i + 1, (int)run).Clear();
            i += (int)run;
        }

        return packed.IsEmpty;
    }

    private static int WriteVarint(Span<byte> output, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7) output[length++] = (byte)(value | 0x80);
        output[length++] = (byte)value;
        return length;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> input, out ulong value)
    {
        value = 0;
        for (var i = 0; i < VarintBytesMax && i < input.Length; i++)
        {
            value |= (ulong)(input[i] & 0x7f) << (7 * i);
            if (input[i] >= 0x80) continue;
            input = input[(i + 1)..];
            return true;
        }

        return false;
    }
}
