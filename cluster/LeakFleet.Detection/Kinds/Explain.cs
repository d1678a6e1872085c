namespace LeakFleet.Detection;

/// <summary>
/// The harmless explanation of what one series does, the most certain first: it has just started; too little was seen; it levels off; it could still be chance;
/// it comes back; it is churn.
/// </summary>
public static class Explain
{
    /// <summary>Of the upper level: a smaller wave is noise, and needs no word.</summary>
    private const double WaveShareMin = 0.2;

    /// <summary>How much of a rise must have been lost again at some time: a leak never gives anything back.</summary>
    private const double GivenBackShareMin = 0.5;

    /// <summary>One each six seconds; a process at rest has a few an hour.</summary>
    private const double CollectionsPerHourMin = 600;

    /// <summary>Above it a rise is no more likely to go on than not, and foretelling when it will be proven says nothing.</summary>
    private const double ChanceMax = 0.2;

    /// <summary>Half of a 95 % interval, in the standard errors that one side of a 1 % test takes.</summary>
    private const double ErrorsNeeded = 2.33 / 1.96;

    /// <returns>Null for a leak.</returns>
    public static Explanation? Of(in GrowthResult growth, Seen seen, DetectionOptions options)
    {
        if (growth.Verdict == Verdict.Leak) return null;
        if (seen.AgeHours < options.WarmUpMin.TotalHours) return JustStarted(seen, options);
        if (growth.Verdict == Verdict.Learning) return TooLittle(seen, options);
        if (growth.Verdict == Verdict.WarmingUp) return LevelsOff(growth);
        if (PerhapsChance(growth, seen, options) is { } chance) return chance;
        if (ComesBack(seen) is { } wave) return wave;
        if (seen.CollectionsPerHour >= CollectionsPerHourMin)
            return new Explanation(
                ExplanationKind.Churn, $"{Figures.Number(seen.CollectionsPerHour)} collections an hour: much is allocated, and none of it stays.");
        return new Explanation(ExplanationKind.Steady, "No growth that matters.");
    }

    /// <summary>Of growth that passes the test by itself, and is not told: what speaks against it.</summary>
    /// <param name="shown">What is said of it instead of a leak.</param>
    public static Explanation OfUntold(in GrowthResult growth, Verdict shown, Seen seen, DetectionOptions options)
    {
        if (shown != Verdict.WarmingUp)
            return new Explanation(
                ExplanationKind.NotEnoughEvidence,
                $"No growth is proven: of all the types that are looked at, again and again, some rise by chance as this one does ({Figures.Bytes(growth.SlopePerHour)}/h).");
        var hours = Math.Max(0, (seen.NowUnixMilliseconds - growth.GrowthStartedUnixMilliseconds) / 3_600_000.0);
        var missing = options.DayRise.TotalHours - hours;
        return new Explanation(
            ExplanationKind.NotEnoughEvidence,
            $"Has grown by {Figures.Bytes(growth.SlopePerHour)}/h for {Figures.Hours(hours)}, as more load or a cache that fills would make it: by itself a process is said to leak at the latest when that "
            + $"has lasted for {Figures.Hours(options.DayRise.TotalHours)} and gained {Figures.Number(100 * options.RiseShareMin)} % of the heap.",
            missing > 0 ? missing : null);
    }

    /// <summary>The same of all survivors together, when no type of them is shown as a leak.</summary>
    public static Explanation OfUntoldHeap(in GrowthResult growth) => new(
        ExplanationKind.NotEnoughEvidence,
        $"All survivors together rise by {Figures.Bytes(growth.SlopePerHour)}/h, which no type of them is proven to do.");

    private static Explanation JustStarted(Seen seen, DetectionOptions options)
    {
        var warmUp = options.WarmUpMin.TotalHours;
        return new Explanation(
            ExplanationKind.Restart,
            $"Started {Figures.Hours(seen.AgeHours)} ago: loading code and filling pools, for {Figures.Hours(warmUp)}, is not judged.",
            warmUp - seen.AgeHours + options.SpanMin.TotalHours);
    }

    private static Explanation TooLittle(Seen seen, DetectionOptions options)
    {
        var count = 0;
        foreach (var floor in seen.Floors)
            if (!float.IsNaN(floor)) count++;
        var span = Math.Max(0, Math.Min(seen.AgeHours - options.WarmUpMin.TotalHours, seen.Floors.Length * seen.WidthHours));
        // At the pace so far; without any, one for each stretch of time.
        var each = count > 0 ? Math.Max(span / count, seen.WidthHours) : seen.WidthHours;
        var missing = Math.Max(options.SpanMin.TotalHours - span, (options.SamplesMin - count) * each);
        return missing > 0
            ? new Explanation(
                ExplanationKind.NotEnoughEvidence,
                $"{count} usable looks within {Figures.Hours(span)}; at least {options.SamplesMin} within {Figures.Hours(options.SpanMin.TotalHours)} are needed: "
                + $"about {Figures.Hours(missing)} more.",
                missing)
            : new Explanation(ExplanationKind.NotEnoughEvidence, "No gen2 collection has shown yet what survives.");
    }

    private static Explanation LevelsOff(in GrowthResult growth)
    {
        if (growth.Ceiling is not { } ceiling)
            return growth.MoreHours > 0
                ? new Explanation(
                    ExplanationKind.NotEnoughEvidence,
                    $"Rises by {Figures.Bytes(growth.SlopePerHour)}/h, as a cache that fills would as well so far: about {Figures.Hours(growth.MoreHours)} more will tell.",
                    growth.MoreHours)
                : new Explanation(ExplanationKind.WarmUp, "Grew since the start, and is levelling off.");
        return new Explanation(
            ExplanationKind.FillingCache,
            growth.MoreHours > 0
                ? $"Levels off: expected to end at {Figures.Bytes(ceiling)}, nearly reached in {Figures.Hours(growth.MoreHours)}."
                : $"Has levelled off at about {Figures.Bytes(ceiling)}.",
            growth.MoreHours,
            ceiling);
    }

    /// <summary>A rise that would matter and is not proven: when it will be, if it goes on. The error of a slope shrinks with the 1.5th power of the time.</summary>
    private static Explanation? PerhapsChance(in GrowthResult growth, Seen seen, DetectionOptions options)
    {
        if (!(growth.SlopePerHour >= options.BytesPerHourMin) || !(growth.PValue <= ChanceMax) || !(growth.PValue > options.Significance)) return null;
        var halfWidth = (growth.SlopeHigh - growth.SlopeLow) / 2;
        var span = Math.Min(seen.AgeHours, seen.Floors.Length * seen.WidthHours);
        var missing = span * (Math.Pow(Math.Max(1, ErrorsNeeded * halfWidth / growth.SlopePerHour), 2.0 / 3) - 1);
        if (!double.IsFinite(missing)) return null;
        missing = Math.Max(missing, seen.WidthHours);
        return new Explanation(
            ExplanationKind.NotEnoughEvidence,
            $"No growth is proven: a rise of {Figures.Bytes(growth.SlopePerHour)}/h could still be chance ({Figures.Probability(growth.PValue)}), "
            + $"which about {Figures.Hours(missing)} more will tell.",
            missing);
    }

    private static Explanation? ComesBack(Seen seen)
    {
        double low = double.PositiveInfinity, high = 0, top = 0, lost = 0;
        foreach (var floor in seen.Floors)
        {
            if (float.IsNaN(floor)) continue;
            (low, high, top) = (Math.Min(low, floor), Math.Max(high, floor), Math.Max(top, floor));
            lost = Math.Max(lost, top - floor);
        }

        if (high - low < WaveShareMin * high || lost < GivenBackShareMin * (high - low)) return null;
        return new Explanation(
            ExplanationKind.LoadDriven,
            $"Rises and falls between {Figures.Bytes(low)} and {Figures.Bytes(high)} within {Figures.Hours(seen.Floors.Length * seen.WidthHours)}, and comes back.");
    }
}
