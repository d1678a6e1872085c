namespace LeakFleet.Detection;

/// <summary>The growth test on floors that are in order and finite.</summary>
internal static class FloorsTest
{
    /// <summary>An exponential is cut at most this often; what still bends after that is still warming up.</summary>
    private const int CutsMax = 3;

    /// <summary>A warm-up has ended where the slope falls below this part of what it was.</summary>
    private const double FlattenMax = 0.5;

    /// <summary>A slower warm-up than half of the time seen is a line within it, and would explain any leak.</summary>
    private const double WarmUpConstantMax = 0.5;

    /// <summary>Two free slopes always leave a little less than one; on 12 points of noise 12 % less.</summary>
    private const double JumpRestMax = 1.2;

    /// <summary>Squared residuals of the approach in those of the line.</summary>
    private const double LineRestRatioMin = 1.05;

    public static GrowthResult Judge(
        long originUnixMilliseconds, ReadOnlySpan<double> hours, Span<double> values, double heapBytes, DetectionOptions options)
    {
        var slopeMin = options.TypePerHourMin(heapBytes);
        if (!IsEnough(hours, options))
            return new GrowthResult(Verdict.Learning, 0, 0, 0, 1, 0, values.IsEmpty ? 0 : values[^1]);

        var level = Low(values[^Math.Max(1, values.Length / 6)..]);
        var looks = Looks.Correction(hours[^1] - hours[0], options.SpanMin);
        var warmUp = default(Relaxation);
        var bend = Bend.TwoLines(hours, values);
        for (var cuts = 0; Flattens(bend, options.PerHourMin(heapBytes)); cuts++)
        {
            if (cuts == 0) warmUp = Relaxation.Fit(hours, values, WarmUpConstantMax);
            // Judged all the same for the figures, but too little is known of what follows the warm-up.
            if (cuts == CutsMax || !IsEnough(hours[bend.At..], options))
                return Whole(hours, values, bend, warmUp) with { Verdict = Verdict.WarmingUp };
            hours = hours[bend.At..];
            values = values[bend.At..];
            bend = Bend.TwoLines(hours, values);
        }

        // Before the whole, which takes jumps and bursts out of the values.
        var latest = JudgeOnset(originUnixMilliseconds, hours, values, heapBytes, options);
        var whole = Whole(hours, values, bend, warmUp);
        return whole.Verdict != Verdict.Leak && latest.Verdict == Verdict.Leak ? latest : whole;

        long At(double hour) => originUnixMilliseconds + (long)Math.Round(hour * 3_600_000);

        GrowthResult Whole(ReadOnlySpan<double> hours, Span<double> values, Bend bend, Relaxation warmUp)
        {
            TakeOutJump(hours, values, bend);
            var slope = TheilSen.Slope(hours, values);
            var rises = Thirds.Of(hours, values);
            Winsorise(hours, values, slope);
            var trend = Trend.Test(hours, values);
            var half = StudentT.Point975(hours.Length - 2) * trend.Error;
            var p = Math.Min(1, looks * trend.PValue);
            // Bends upwards: the growth is younger than the life.
            var started = bend.At > 0 && bend.SlopeAfter > bend.SlopeBefore ? hours[bend.At] : hours[0];
            var result = new GrowthResult(Verdict.Healthy, slope, slope - half, slope + half, p, At(started), level);
            if (slope < slopeMin || slope <= 0 || p > options.Significance || !rises.FloorRises) return result;
            var approach = Relaxation.Fit(hours, values);
            if (approach.IsSeen && approach.IsAll)
                return result with { Verdict = Verdict.WarmingUp, Ceiling = approach.Ceiling, MoreHours = approach.HoursUntilDone(hours[^1]) };
            var isWarmUp = warmUp.Foretells(slope * (hours[^1] - hours[0]), hours[0], hours[^1]);
            if (isWarmUp || approach.IsSeen || rises.RecentShare < options.RecentShareMin) return result with { Verdict = Verdict.WarmingUp };
            var more = HoursUntilLine(hours, values, slope, heapBytes, LineRestRatioMin, options);
            return result with { Verdict = more > 0 ? Verdict.WarmingUp : Verdict.Leak, MoreHours = more };
        }
    }

    /// <summary>Growth that has just begun, of which the whole life shows nothing yet; nothing when there is none, or when it may be less than that.</summary>
    public static GrowthResult JudgeOnset(
        long originUnixMilliseconds, ReadOnlySpan<double> hours, ReadOnlySpan<double> values, double heapBytes, DetectionOptions options)
    {
        var onset = Onset.Test(hours, values, options.SpanMin.TotalHours);
        var p = Math.Min(1, Looks.Correction(hours[^1] - hours[0], options.SpanMin) * onset.PValue);
        if (p > options.Significance || onset.Slope < options.TypePerHourMin(heapBytes)) return default;
        // A cache fills from the start. What begins later is none, when nothing else bends it.
        if (hours[onset.At] - hours[0] < options.QuietMin.TotalHours && HoursUntilLine(hours[onset.At..], values[onset.At..], onset.Slope, heapBytes, 1, options) > 0) return default;
        var half = StudentT.Point975(Math.Max(1, hours.Length - 2 - onset.At)) * onset.Error;
        var started = originUnixMilliseconds + (long)Math.Round(hours[onset.At] * 3_600_000);
        return new GrowthResult(Verdict.Leak, onset.Slope, onset.Slope - half, onset.Slope + half, p, started, Low(values[^Math.Max(1, values.Length / 6)..]));
    }

    /// <summary>
    /// Whether an approach with the slowest constant that a bounded cache may have fits worse than a line: before that shows, a cache cannot be excluded. 0 when it does; else about how
    /// many more hours it takes: over a span H the approach leaves (slope/constant)² H⁴/720 beside the noise, give or take what n values of noise add by chance.
    /// </summary>
    private static double HoursUntilLine(
        ReadOnlySpan<double> hours, ReadOnlySpan<double> values, double slope, double heapBytes, double ratioMin, DetectionOptions options)
    {
        if (!(heapBytes > 0) || !double.IsFinite(heapBytes) || options.CacheShareMax <= 0) return 0;
        var constant = options.CacheShareMax * heapBytes / slope;
        var line = new Moments(hours[0], values[0]);
        for (var i = 0; i < hours.Length; i++) line = line.With(hours[i], values[i]);
        if (line.Rest <= line.YYWithin * 1e-18 || Approach.Fit(hours, values, constant).Rest >= ratioMin * line.Rest) return 0;
        var span = hours[^1] - hours[0];
        var noise = Math.Sqrt(line.Rest / (hours.Length - 2));
        var chance = 1 / Math.Sqrt(hours.Length);
        var misfit = chance + Math.Sqrt(chance * chance + ratioMin - 1);
        var needed = Math.Sqrt(Math.Sqrt(720) * misfit * constant * noise / slope);
        // By then at the latest it is looked at again.
        return Math.Max(needed - span, span / hours.Length);
    }

    private static bool IsEnough(ReadOnlySpan<double> hours, DetectionOptions options) =>
        hours.Length >= options.SamplesMin && hours[^1] - hours[0] >= options.SpanMin.TotalHours * (1 - 1e-9);

    private static bool Flattens(Bend bend, double slopeMin) =>
        bend.At > 0 && bend.SlopeBefore >= slopeMin && bend.SlopeBefore > 0 && bend.SlopeAfter < FlattenMax * bend.SlopeBefore;

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
    private static void Winsorise(ReadOnlySpan<double> hours, Span<double> values, double slope)
    {
        Span<double> residuals = stackalloc double[values.Length];
        Span<double> scratch = stackalloc double[values.Length];
        for (var i = 0; i < values.Length; i++) residuals[i] = values[i] - slope * hours[i];
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
