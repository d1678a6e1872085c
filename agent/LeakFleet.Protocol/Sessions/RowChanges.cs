using System.Buffers;

namespace LeakFleet.Protocol.Sessions;

/// <summary>
/// What changed in the rows of a table, as bytes. For each row that changed, in the order of their numbers:
/// <code>
///   rows passed over · which places, two bits each · for each place: the change of its count, of its bytes, or of both
/// </code>
/// The places come in the order gen2, gen1, gen0, large, pinned, frozen, so that the usual ones fit one byte. Of a type whose objects all have one size the
/// change of the count says that of the bytes: then only the former is written.
/// </summary>
internal static class RowChanges
{
    private const int PlaceCount = GenerationValues.Length;
    private const int RowBytesMax = VariableInteger.BytesMax * (2 + 2 * PlaceCount);

    private enum Part
    {
        None = 0,

        /// <summary>The bytes follow from the size of the type's objects.</summary>
        Count = 1,
        Both = 2,
        Bytes = 3,
    }

    public static void Write(ReadOnlySpan<TypeRow> before, ReadOnlySpan<TypeRow> after, IBufferWriter<byte> output)
    {
        var passed = 0UL;
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i].Counts == after[i].Counts && before[i].Bytes == after[i].Bytes)
            {
                passed++;
                continue;
            }

            var span = output.GetSpan(RowBytesMax);
            var length = VariableInteger.Write(span, passed);
            length += WriteRow(span[length..], before[i], after[i]);
            output.Advance(length);
            passed = 0;
        }
    }

    /// <summary>Changes the rows; false with a reason, and rows of no use, when the bytes are no changes of such a table.</summary>
    public static bool TryApply(ReadOnlySpan<byte> changes, Span<TypeRow> rows, out string fault)
    {
        fault = "";
        for (var next = 0L; !changes.IsEmpty;)
        {
            if (!VariableInteger.TryRead(ref changes, out var passed) || passed >= (ulong)(rows.Length - next))
            {
                fault = "a change of a type that was not told";
                return false;
            }

            ref var row = ref rows[(int)(next + (long)passed)];
            if (!TryApplyRow(ref changes, ref row))
            {
                fault = "a change that leads out of range";
                return false;
            }

            next += (long)passed + 1;
        }

        return true;
    }

    private static int WriteRow(Span<byte> output, in TypeRow before, in TypeRow after)
    {
        var size = Size(before);
        var mask = 0UL;
        Span<byte> values = stackalloc byte[RowBytesMax];
        var length = 0;
        for (var place = 0; place < PlaceCount; place++)
        {
            var (count, bytes) = (At(after.Counts, place) - At(before.Counts, place), At(after.Bytes, place) - At(before.Bytes, place));
            var part = (count, bytes) switch
            {
                (0, 0) => Part.None,
                (0, _) => Part.Bytes,
                _ => Follows(count, size) && bytes == count * size ? Part.Count : Part.Both,
            };
            mask |= (ulong)part << (2 * place);
            if (part is Part.Count or Part.Both) length += VariableInteger.WriteSigned(values[length..], count);
            if (part is Part.Bytes or Part.Both) length += VariableInteger.WriteSigned(values[length..], bytes);
        }

        var masked = VariableInteger.Write(output, mask);
        values[..length].CopyTo(output[masked..]);
        return masked + length;
    }

    private static bool TryApplyRow(ref ReadOnlySpan<byte> changes, ref TypeRow row)
    {
        if (!VariableInteger.TryRead(ref changes, out var mask) || mask >> (2 * PlaceCount) != 0) return false;
        var size = Size(row);
        Span<long> counts = stackalloc long[PlaceCount];
        Span<long> bytes = stackalloc long[PlaceCount];
        for (var place = 0; place < PlaceCount; place++)
        {
            (counts[place], bytes[place]) = (At(row.Counts, place), At(row.Bytes, place));
            var part = (Part)(mask >> (2 * place) & 3);
            long count = 0;
            long change = 0;
            if (part is Part.Count or Part.Both && !VariableInteger.TryReadSigned(ref changes, out count)) return false;
            if (part is Part.Bytes or Part.Both && !VariableInteger.TryReadSigned(ref changes, out change)) return false;
            if (!IsInRange(count) || !IsInRange(change)) return false;
            if (part == Part.Count)
            {
                if (!Follows(count, size)) return false;
                change = count * size;
            }

            counts[place] += count;
            bytes[place] += change;
            if (counts[place] is < 0 or > WireLimits.QuantityMax || bytes[place] is < 0 or > WireLimits.QuantityMax) return false;
        }

        row = row with { Counts = Values(counts), Bytes = Values(bytes) };
        return true;
    }

    /// <summary>Of one object, when all have the same; 0 when not.</summary>
    private static long Size(in TypeRow row)
    {
        var (count, bytes) = (row.Counts.Total, row.Bytes.Total);
        return count > 0 && bytes % count == 0 ? bytes / count : 0;
    }

    private static bool Follows(long count, long size) => size > 0 && Math.Abs(count) <= WireLimits.QuantityMax / size;

    private static bool IsInRange(long change) => change is >= -WireLimits.QuantityMax and <= WireLimits.QuantityMax;

    private static long At(in GenerationValues values, int place) => place switch
    {
        0 => values.Gen2,
        1 => values.Gen1,
        2 => values.Gen0,
        3 => values.Large,
        4 => values.Pinned,
        _ => values.Frozen,
    };

    private static GenerationValues Values(ReadOnlySpan<long> places) => new(places[2], places[1], places[0], places[3], places[4], places[5]);
}
