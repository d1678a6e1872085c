using System.Buffers;

namespace LeakFleet.Detection;

/// <summary>
/// The median of all pairwise slopes (Theil 1950, Sen 1968): up to 29 % of the samples can be anything without
/// moving it far, so a sample taken in the middle of a burst cannot tilt it.
/// </summary>
public static class TheilSen
{
    /// <summary>Samples used at most; of more, every k-th. Pairs grow with the square: 256 samples are 32,640.</summary>
    public const int SamplesMax = 256;

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
        var pairs = x.Length * (x.Length - 1) / 2;
        if (pairs == 0) return 0;
        var rented = ArrayPool<double>.Shared.Rent(pairs);
        var slopes = rented.AsSpan();
        var count = 0;
        for (var i = 1; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var run = x[i] - x[j];
                if (run != 0) slopes[count++] = (y[i] - y[j]) / run;
            }
        }

        var slope = count == 0 ? 0 : Quantile.Median(slopes[..count]);
        ArrayPool<double>.Shared.Return(rented);
        return slope;
    }
}
