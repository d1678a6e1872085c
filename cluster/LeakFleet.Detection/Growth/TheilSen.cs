namespace LeakFleet.Detection;

/// <summary>
/// The median of pairwise slopes (Theil 1950, Sen 1968), of the pairs at least half the series apart: up to 29 % of the samples can be anything without
/// moving it far, so a sample taken in the middle of a burst cannot tilt it. Pairs of near neighbours say little of a slope: without them it is
/// 1 % less efficient and four times as fast.
/// </summary>
public static class TheilSen
{
    /// <summary>Samples used at most; of more, every k-th.</summary>
    public const int SamplesMax = 128;

    private const int PairsMax = SamplesMax / 2 * (SamplesMax / 2 + 1) / 2;

    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Slope in the unit of the sample per hour; 0 with fewer than two usable samples of different times.</summary>
    public static double SlopePerHour(ReadOnlySpan<Sample> samples)
    {
        Span<double> hours = stackalloc double[SamplesMax];
        Span<double> values = stackalloc double[SamplesMax];
        var step = (samples.Length + SamplesMax - 1) / SamplesMax;
        var count = 0;
        for (var i = 0; i < samples.Length; i += step)
        {
            if (!Series.IsUsable(samples[i])) continue;
            hours[count] = (samples[i].UnixMilliseconds - samples[0].UnixMilliseconds) / MillisecondsPerHour;
            values[count++] = samples[i].Value;
        }

        return Slope(hours[..count], values[..count]);
    }

    internal static double Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var apart = x.Length / 2;
        if (apart == 0) return 0;
        Span<double> slopes = stackalloc double[PairsMax];
        var count = 0;
        for (var i = apart; i < x.Length; i++)
        {
            for (var j = 0; j <= i - apart; j++)
            {
                var run = x[i] - x[j];
                if (run != 0) slopes[count++] = (y[i] - y[j]) / run;
            }
        }

        return count == 0 ? 0 : Quantile.Median(slopes[..count]);
    }
}
