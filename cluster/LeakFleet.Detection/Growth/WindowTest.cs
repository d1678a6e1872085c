namespace LeakFleet.Detection;

/// <summary>The growth test on one window of clean samples.</summary>
internal static class WindowTest
{
    /// <summary>An exponential is cut at most this often; what still bends after that is still warming up.</summary>
    private const int CutsMax = 3;

    /// <summary>A warm-up has ended where the slope falls below this part of what it was.</summary>
    private const double FlattenMax = 0.5;

    /// <summary>Two free slopes always leave a little less than one; on 12 points of noise 12 % less.</summary>
    private const double JumpRestMax = 1.2;

    /// <param name="windows">Windows tried on the same series, by which p-values are multiplied (Bonferroni).</param>
    /// <param name="relaxation">The warm-up known from a longer window; set when this one shows one.</param>
    public static GrowthResult Judge(
        ReadOnlySpan<Sample> samples, double slopeMin, int windows, DetectionOptions options, ref Relaxation relaxation)
    {
        Span<double> hoursAll = stackalloc double[Floors.CountMax];
        Span<double> valuesAll = stackalloc double[Floors.CountMax];
        for (var cuts = 0; ; cuts++)
        {
            var count = Floors.Take(samples, options.FloorsMax, hoursAll, valuesAll);
            var hours = hoursAll[..count];
            var values = valuesAll[..count];
            var bend = Bend.TwoLines(hours, values);
            var flattens = bend.At > 0 && bend.SlopeBefore >= slopeMin && bend.SlopeBefore > 0
                && bend.SlopeAfter < FlattenMax * bend.SlopeBefore;
            if (!flattens) return JudgeFloors(samples, hours, values, slopeMin, windows, options, relaxation, bend);
            if (cuts == 0 && relaxation == default)
                relaxation = Relaxation.Fit(samples[0].UnixMilliseconds, hours, values);
            var rest = After(samples, hours[bend.At]);
            // Judged all the same for the figures, but too little is known of what follows the warm-up.
            if (cuts == CutsMax || !GrowthTest.IsEnough(rest, options))
                return JudgeFloors(samples, hours, values, slopeMin, windows, options, relaxation, bend) with { Verdict = Verdict.WarmingUp };
            samples = rest;
        }
    }

    private static ReadOnlySpan<Sample> After(ReadOnlySpan<Sample> samples, double hours)
    {
        var from = samples[0].UnixMilliseconds + (long)Math.Round(hours * 3_600_000);
        var start = 0;
        while (samples[start].UnixMilliseconds < from) start++;
        return samples[start..];
    }

    private static GrowthResult JudgeFloors(
        ReadOnlySpan<Sample> samples, Span<double> hours, Span<double> values, double slopeMin, int windows,
        DetectionOptions options, Relaxation relaxation, Bend bend)
    {
        var level = Low(values[^Math.Max(1, values.Length / 6)..]);
        TakeOutJump(hours, values, bend);

        var slope = TheilSen.Slope(hours, values);
        Span<double> residuals = stackalloc double[values.Length];
        Span<double> scratch = stackalloc double[values.Length];
        for (var i = 0; i < values.Length; i++) residuals[i] = values[i] - slope * hours[i];
        residuals.CopyTo(scratch);
        var spread = Quantile.Of(scratch, 0.9) - Quantile.Of(scratch, 0.1);
        var shape = Thirds.Of(values);

        Winsorise(hours, values, slope, residuals, scratch);
        var trend = Trend.Test(hours, values);
        var p = Math.Min(1, trend.PValue * windows);
        var rise = slope * (hours[^1] - hours[0]);
        var isWarmUp = relaxation.Foretells(rise, samples[0].UnixMilliseconds, samples[^1].UnixMilliseconds);
        // Of few floors the spread itself is hardly known, and a wander looks like a line.
        var fewness = (double)options.FloorsMax / values.Length;
        var grows = slope >= slopeMin && slope > 0 && p <= options.Significance
            && rise >= options.RiseToSpreadMin * fewness * fewness * spread && shape.FloorRises;
        var verdict = !grows ? Verdict.Healthy
            : isWarmUp || shape.RecentShare < options.RecentShareMin || Deceleration.IsSeen(hours, values) ? Verdict.WarmingUp
            : Verdict.Leak;
        // Bends upwards: the growth is younger than the window.
        var started = bend.At > 0 && bend.SlopeAfter > bend.SlopeBefore ? hours[bend.At] : hours[0];
        return new GrowthResult(
            verdict, slope, slope - trend.HalfWidth, slope + trend.HalfWidth, p,
            samples[0].UnixMilliseconds + (long)Math.Round(started * 3_600_000), level);
    }

    private static double Low(ReadOnlySpan<double> values)
    {
        var low = double.PositiveInfinity;
        foreach (var value in values) low = Math.Min(low, value);
        return low;
    }

    /// <summary>One jump that stays is a deploy, a loaded table, a resized array. Only what grows besides it can be a leak; a jump down stays in.</summary>
    private static void TakeOutJump(ReadOnlySpan<double> hours, Span<double> values, Bend twoLines)
    {
        var jump = Bend.OneJump(hours, values);
        if (jump.At == 0 || jump.Jump <= 0) return;
        // Two lines that fit clearly better tell of a curve, not of a jump: an exponential would be straightened here.
        if (jump.Rest > JumpRestMax * twoLines.Rest) return;
        foreach (ref var value in values[jump.At..]) value -= jump.Jump;
    }

    /// <summary>Draws values further than three robust deviations from the line to that distance, so that one burst does not fill the error of the test.</summary>
    private static void Winsorise(
        ReadOnlySpan<double> hours, Span<double> values, double slope, ReadOnlySpan<double> residuals, Span<double> scratch)
    {
        residuals.CopyTo(scratch);
        var middle = Quantile.Median(scratch);
        for (var i = 0; i < scratch.Length; i++) scratch[i] = Math.Abs(residuals[i] - middle);
        var limit = 3 * 1.4826 * Quantile.Median(scratch);
        // More than half of the values exactly on the line: any limit would erase the steps of a staircase.
        if (limit <= 0) return;
        for (var i = 0; i < values.Length; i++)
            values[i] = slope * hours[i] + middle + Math.Clamp(residuals[i] - middle, -limit, limit);
    }
}
