namespace LeakFleet.Detection;

/// <summary>The shape of growth by thirds of the window.</summary>
/// <param name="FloorRises">Each third's floor lies above the one before, and the last above most of the first third.</param>
/// <param name="RecentShare">Growth of the latest third as a part of the mean growth, both by the time it took; 1 for a line, 0 when it stopped.</param>
internal readonly record struct Thirds(bool FloorRises, double RecentShare)
{
    /// <summary>The 20th percentile instead of the minimum: one sample that missed a part of the heap must not undo a rise.</summary>
    private const double FloorShare = 0.2;

    public static Thirds Of(ReadOnlySpan<double> hours, ReadOnlySpan<double> values)
    {
        var (one, two) = (values.Length / 3, values.Length * 2 / 3);
        Span<double> scratch = stackalloc double[values.Length];
        values.CopyTo(scratch);
        var first = scratch[..one];
        var second = scratch[one..two];
        var third = scratch[two..];
        var (median1, median2, median3) = (Quantile.Median(first), Quantile.Median(second), Quantile.Median(third));
        var (floor1, floor2, floor3) = (Quantile.Of(first, FloorShare), Quantile.Of(second, FloorShare), Quantile.Of(third, FloorShare));
        var rises = floor1 < floor2 && floor2 < floor3 && floor3 > Quantile.Of(first, 0.75);
        // By time and not by thirds: a gap in the series is no faster growth.
        var (hour1, hour2, hour3) = (Middle(hours[..one]), Middle(hours[one..two]), Middle(hours[two..]));
        var mean = (median3 - median1) / (hour3 - hour1);
        return new Thirds(rises, mean > 0 ? (median3 - median2) / (hour3 - hour2) / mean : 0);
    }

    private static double Middle(ReadOnlySpan<double> hours) => (hours[(hours.Length - 1) / 2] + hours[hours.Length / 2]) / 2;
}
