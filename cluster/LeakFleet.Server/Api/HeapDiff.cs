using LeakFleet.Detection;
using LeakFleet.Fleet;

namespace LeakFleet.Server.Api;

/// <summary>The types of a heap at two points in time, what changed most first. The series are floors of stretches of time: both points are those of samples.</summary>
internal sealed record HeapDiff(long FromUnixMilliseconds, long ToUnixMilliseconds, IReadOnlyList<HeapDiffRow> Rows)
{
    public static HeapDiff Of(ProcessDetail detail, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var heap = detail.HeapBytes;
        return new HeapDiff(
            At(heap, first)?.UnixMilliseconds ?? 0,
            At(heap, last)?.UnixMilliseconds ?? 0,
            [.. detail.Types.Select(t => new HeapDiffRow(t, At(t.Series, first)?.Value, At(t.Series, last)?.Value))
                .OrderByDescending(r => Math.Abs(r.DeltaBytes ?? 0)).ThenBy(r => r.Type.Type, StringComparer.Ordinal)]);
    }

    /// <summary>The last sample up to then, else the first one: a series that begins later had nothing before.</summary>
    private static Sample? At(IReadOnlyList<Sample> samples, long unixMilliseconds)
    {
        Sample? found = null;
        foreach (var sample in samples)
        {
            if (!double.IsFinite(sample.Value)) continue;
            if (found is not null && sample.UnixMilliseconds > unixMilliseconds) break;
            found = sample;
        }

        return found;
    }
}

/// <summary>One type at both points; null where it was not seen.</summary>
internal sealed record HeapDiffRow(TypeSeries Type, double? FromBytes, double? ToBytes)
{
    public double? DeltaBytes => ToBytes - FromBytes;

    public HistogramRowResponse ToResponse() =>
        new(Type.Type, Type.Assembly, Type.Count, Type.Bytes, Whole(FromBytes), Whole(ToBytes), Whole(DeltaBytes));

    private static long? Whole(double? bytes) => bytes is { } value && double.IsFinite(value) ? (long)value : null;
}
