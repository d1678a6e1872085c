using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeakFleet.Protocol.Sessions;

/// <summary>
/// What changed in the rows of a table, as bytes. For each row that changed, in the order of their numbers:
/// <code>
///   rows passed over · which places, two bits each · for each place: the change of its count, of its bytes, or of both
/// </code>
/// The places come in the order gen2, gen1, gen0, large, pinned, frozen, so that the usual ones fit one byte. Of a type whose objects all have one size the
/// change of the count says that of the bytes: then only the former is written. Of others it nearly does: against what it lets expect, the change of the bytes is a
/// smaller number.
/// </summary>
internal static class RowChanges
{
    private const int PlaceCount = GenerationValues.Length;
    private const int RowBytesMax = VariableInteger.BytesMax * (2 + 2 * PlaceCount);

    /// <summary>Gen2, gen1, gen0, large, pinned, frozen, as they stand in <see cref="GenerationValues"/>.</summary>
    private static ReadOnlySpan<byte> Order => [2, 1, 0, 3, 4, 5];

    private enum Part
    {
        None = 0,

        /// <summary>The bytes follow from the size of the type's objects.</summary>
        Count = 1,
        Both = 2,
        Bytes = 3,
    }

    /// <param name="before">As many rows as there were; those that follow in the table had nothing.</param>
    public static void Write(ReadOnlySpan<TypeRow> before, ReadOnlySpan<TypeRow> after, IBufferWriter<byte> output, bool againstExpected = false)
    {
        var nothing = default(TypeRow);
        var passed = 0UL;
        for (var i = 0; i < after.Length; i++)
        {
            ref readonly var was = ref i < before.Length ? ref before[i] : ref nothing;
            if (was.Counts == after[i].Counts && was.Bytes == after[i].Bytes)
            {
                passed++;
                continue;
            }

            var span = output.GetSpan(RowBytesMax);
            var length = VariableInteger.Write(span, passed);
            length += WriteRow(span[length..], was, after[i], againstExpected);
            output.Advance(length);
            passed = 0;
        }
    }

    /// <summary>Changes the rows; false with a reason, and rows of no use, when the bytes are no changes of such a table.</summary>
    public static bool TryApply(ReadOnlySpan<byte> changes, Span<TypeRow> rows, out string fault, bool againstExpected = false)
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
            if (!TryApplyRow(ref changes, ref row, againstExpected))
            {
                fault = "a change that leads out of range";
                return false;
            }

            next += (long)passed + 1;
        }

        return true;
    }

    private static int WriteRow(Span<byte> output, in TypeRow before, in TypeRow after, bool againstExpected)
    {
        var (countsBefore, bytesBefore, countsAfter, bytesAfter) = (before.Counts, before.Bytes, after.Counts, after.Bytes);
        var oldCounts = Fields(ref countsBefore);
        var oldBytes = Fields(ref bytesBefore);
        var counts = Fields(ref countsAfter);
        var bytes = Fields(ref bytesAfter);
        var size = Size(before);
        var mask = 0UL;
        for (var place = 0; place < PlaceCount; place++)
        {
            var field = Order[place];
            var (count, change) = (counts[field] - oldCounts[field], bytes[field] - oldBytes[field]);
            if ((count | change) == 0) continue;
            var part = count == 0 ? Part.Bytes : Follows(count, size) && change == count * size ? Part.Count : Part.Both;
            mask |= (ulong)part << (2 * place);
        }

        var length = VariableInteger.Write(output, mask);
        for (var place = 0; mask >> (2 * place) != 0; place++)
        {
            var (part, field) = ((Part)(mask >> (2 * place) & 3), Order[place]);
            if (part is Part.Count or Part.Both) length += VariableInteger.WriteSigned(output[length..], counts[field] - oldCounts[field]);
            if (part is not (Part.Bytes or Part.Both)) continue;
            var expected = againstExpected && part == Part.Both ? Expected(before, counts[field] - oldCounts[field]) : 0;
            length += VariableInteger.WriteSigned(output[length..], bytes[field] - oldBytes[field] - expected);
        }

        return length;
    }

    private static bool TryApplyRow(ref ReadOnlySpan<byte> changes, ref TypeRow row, bool againstExpected)
    {
        if (!VariableInteger.TryRead(ref changes, out var mask) || mask >> (2 * PlaceCount) != 0) return false;
        var (newCounts, newBytes) = (row.Counts, row.Bytes);
        var counts = Fields(ref newCounts);
        var bytes = Fields(ref newBytes);
        for (var place = 0; mask >> (2 * place) != 0; place++)
        {
            var (part, field) = ((Part)(mask >> (2 * place) & 3), Order[place]);
            if (part == Part.None) continue;
            long count = 0;
            long change = 0;
            if (part is Part.Count or Part.Both && !VariableInteger.TryReadSigned(ref changes, out count)) return false;
            if (part is Part.Bytes or Part.Both && !VariableInteger.TryReadSigned(ref changes, out change)) return false;
            // What is expected may point the other way.
            if (!IsInRange(count) || !IsInRange(againstExpected ? change / 2 : change)) return false;
            if (againstExpected && part == Part.Both) change += Expected(row, count);
            if (part == Part.Count)
            {
                var size = Size(row);
                if (!Follows(count, size)) return false;
                change = count * size;
            }

            counts[field] += count;
            bytes[field] += change;
            if (counts[field] is < 0 or > WireLimits.QuantityMax || bytes[field] is < 0 or > WireLimits.QuantityMax) return false;
        }

        row = new TypeRow(row.Name, row.Assembly, newCounts, newBytes);
        return true;
    }

    /// <summary>Of one object, when all have the same; 0 when not.</summary>
    private static long Size(in TypeRow row)
    {
        var (count, bytes) = (row.Counts.Total, row.Bytes.Total);
        return count > 0 && bytes % count == 0 ? bytes / count : 0;
    }

    /// <summary>The change of the bytes that goes with one of the count, where the objects are as large as they were on average.</summary>
    private static long Expected(in TypeRow row, long count)
    {
        var objects = row.Counts.Total;
        if (objects <= 0) return 0;
        var expected = (Int128)count * row.Bytes.Total / objects;
        return Int128.Abs(expected) <= WireLimits.QuantityMax ? (long)expected : 0;
    }

    private static bool Follows(long count, long size) => size > 0 && Math.Abs(count) <= WireLimits.QuantityMax / size;

    private static bool IsInRange(long change) => change is >= -WireLimits.QuantityMax and <= WireLimits.QuantityMax;

    /// <summary>Six numbers one after the other: thousands of rows a second are read and written here, most of them in one place of six.</summary>
    private static Span<long> Fields(ref GenerationValues values) => MemoryMarshal.CreateSpan(ref Unsafe.As<GenerationValues, long>(ref values), PlaceCount);
}
