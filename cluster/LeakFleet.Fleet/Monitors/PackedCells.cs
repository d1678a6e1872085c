using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// The cells of a row in few bytes: the difference from the one before as a variable-length integer with the sign in the lowest bit; a run of zeros as one
/// zero and its length. Only cells of buckets in which a histogram was taken: the heap's own row says which.
/// </summary>
internal static class PackedCells
{
    /// <summary>The most a row can take: three bytes for each difference of 17 bits and a sign.</summary>
    public const int BytesMax = 3 * BucketAxis.BucketsMax;

    /// <summary>No value.</summary>
    public const ushort None = ushort.MaxValue;

    /// <param name="present">A row that has a value where this one may have one.</param>
    /// <returns>Bytes used.</returns>
    public static int Pack(ReadOnlySpan<ushort> cells, ReadOnlySpan<ushort> present, Span<byte> packed)
    {
        var (length, previous, run) = (0, 0, -1);
        for (var i = 0; i < cells.Length; i++)
        {
            if (present[i] == None) continue;
            var difference = cells[i] - previous;
            previous = cells[i];
            if (difference == 0)
            {
                if (run < 0) packed[length++] = 0;
                run++;
                continue;
            }

            if (run >= 0) packed[length++] = (byte)run;
            run = -1;
            var value = (uint)(difference << 1) ^ (uint)(difference >> 31);
            for (; value >= 0x80; value >>= 7) packed[length++] = (byte)(value | 0x80);
            packed[length++] = (byte)value;
        }

        if (run >= 0) packed[length++] = (byte)run;
        return length;
    }

    /// <summary>False unless the bytes hold exactly one cell for each place.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, ReadOnlySpan<ushort> present, Span<ushort> cells)
    {
        var (previous, run) = (0, 0);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = None;
            if (present[i] == None) continue;
            if (run > 0)
            {
                run--;
            }
            else
            {
                if (!TryRead(ref packed, out var value)) return false;
                if (value == 0)
                {
                    if (packed.IsEmpty) return false;
                    run = packed[0];
                    packed = packed[1..];
                }

                previous += (int)(value >> 1) ^ -(int)(value & 1);
                if (previous is < 0 or > ushort.MaxValue) return false;
            }

            cells[i] = (ushort)previous;
        }

        return packed.IsEmpty && run == 0;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> packed, out uint value)
    {
        value = 0;
        for (var i = 0; i < 3 && i < packed.Length; i++)
        {
            value |= (uint)(packed[i] & 0x7f) << (7 * i);
            if (packed[i] >= 0x80) continue;
            packed = packed[(i + 1)..];
            return true;
        }

        return false;
    }
}
