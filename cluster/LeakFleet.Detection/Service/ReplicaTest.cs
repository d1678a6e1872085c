namespace LeakFleet.Detection;

/// <summary>
/// Do the replicas of a service leak, all of them together? Leaks follow process age, load follows the clock. In order: the mean by age tells where the
/// warm-up ends and whether growth levels off; the mean by the clock of what comes after it is tested as one series; and where starts differ, older replicas
/// must hold more than younger ones at the same time, which no load explains.
/// </summary>
/// <remarks>
/// Rejected: adding up the replicas' own tests (Stouffer). It has the power, but with a quarter of all replicas' movement shared it cries wolf in every
/// fourth service. The mean of the replicas is one series however much they share, and its own autocorrelation says how much.
/// </remarks>
public static class ReplicaTest
{
    /// <summary>Below three there is no "together".</summary>
    public const int ReplicasMin = 3;

    /// <summary>Replicas compared at most, evenly chosen: the noise of two hundred is averaged out as far as it matters.</summary>
    public const int ReplicasMax = 200;

    /// <summary>Share of the replicas that must have noticed the series among their most suspicious.</summary>
    private const double ReportedShareMin = 0.4;

    /// <summary>Share of the replicas that must rise at least half as fast as their mean: else it is some replicas' matter, not the service's.</summary>
    private const double GrowingShareMin = 0.5;

    private const double PaceMin = 0.5;

    /// <summary>A warm-up found by age may not take more than this share of what was seen.</summary>
    private const double CutShareMax = 0.5;

    /// <summary>Of the slope over all ages, for that of the older half: keys that recur ever more fill a cache with ever less, and never quite stop.</summary>
    private const double HoldsOnMin = 0.85;

    /// <summary>Of a rise, what load must not explain for the rise to be none of its doing.</summary>
    private const double UnexplainedShareMin = 0.5;

    /// <summary>Ages are given to the growth test as times after this one, since it takes times from 1970 on.</summary>
    private const long AgeOrigin = 1_000_000_000_000;

    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Load returns after a day. What had stood still for that long before it rose is not the morning.</summary>
    private static readonly long DayMilliseconds = (long)TimeSpan.FromHours(26).TotalMilliseconds;

    public static ReplicaResult Judge(IReadOnlyList<ReplicaSeries> series, DetectionOptions options)
    {
        var replicas = Choose(series);
        var reported = replicas.Count(r => r.Profile is not null);
        if (replicas.Length < ReplicasMin || reported < ReportedShareMin * replicas.Length) return ReplicaResult.Learning(replicas.Length);
        options = options.ForReplicas();
        var heapBytes = replicas.Sum(r => Usable(r.Profile?.HeapBytes ?? 0)) / reported;
        var warmUp = (long)options.WarmUpMin.TotalMilliseconds;

        var byAge = JudgeByAge(replicas, heapBytes, warmUp, options);
        var ageMin = warmUp;
        if (byAge.GrowthStartedUnixMilliseconds > AgeOrigin)
        {
            var cut = byAge.GrowthStartedUnixMilliseconds - AgeOrigin;
            var oldest = replicas.Max(r => r.ToUnixMilliseconds - r.StartedUnixMilliseconds);
            ageMin = Math.Max(ageMin, Math.Min(cut, (long)(CutShareMax * oldest)));
        }

        var grid = StepGrid.Of(replicas, byAge: false);
        if (grid.Count < 2) return ReplicaResult.Learning(replicas.Length);
        var values = Array.ConvertAll(replicas, r => grid.Align(r, byAge: false, ageMin));
        var slopes = Array.ConvertAll(values, v => ChainedMean.SlopePerStep(v));
        var chain = ChainedMean.Of(values, grid, slopes);
        var clock = GrowthTest.Judge(chain, 0, heapBytes, options);
        var perHour = MillisecondsPerHour / grid.Width;
        var growing = slopes.Count(s => s * perHour >= PaceMin * clock.SlopePerHour);
        var compared = slopes.Count(s => !double.IsNaN(s));
        var starts = Array.ConvertAll(replicas, r => (double)(r.StartedUnixMilliseconds - grid.From) / grid.Width);
        var contrast = AgeContrast.Of(values, starts, grid.Count);

        if (compared < ReplicasMin) return ReplicaResult.Learning(replicas.Length);
        var isUnexplained = IsUnexplained(replicas, chain, clock, options);
        var isLoad = !isUnexplained && contrast is { } c && clock.SlopePerHour > 0 && c.High * perHour < PaceMin * clock.SlopePerHour && !IsOlderThanADay(chain, clock);
        var pValue = contrast is { } witness ? Combination.Of(clock.PValue, witness.PValue) : clock.PValue;
        var isSettling = byAge.Verdict == Verdict.WarmingUp && !HoldsOn(replicas, grid, starts, contrast, ageMin, options)
            || Slows(replicas, grid, starts, contrast, ageMin, options);
        var verdict = Conclude(clock, isSettling, contrast, perHour, isLoad, heapBytes, options);
        if (verdict == Verdict.Leak && growing < GrowingShareMin * compared) verdict = Verdict.Healthy;
        return new ReplicaResult(
            verdict, clock.SlopePerHour, clock.SlopeLow, clock.SlopeHigh, pValue, clock.PValue, contrast?.PValue,
            SharedLoad.Correlation(values, grid.Count), isLoad, isUnexplained, compared, growing, clock.GrowthStartedUnixMilliseconds,
            chain.Length == 0 ? 0 : chain[^1].UnixMilliseconds - chain[0].UnixMilliseconds,
            chain.Length == 0 ? 0 : Math.Max(0, chain[^1].UnixMilliseconds - Math.Max(chain[0].UnixMilliseconds, clock.GrowthStartedUnixMilliseconds)));
    }

    private static Verdict Conclude(
        GrowthResult clock, bool isSettling, AgeContrast? contrast, double perHour, bool isLoad, double heapBytes, DetectionOptions options)
    {
        if (clock.Verdict == Verdict.Learning) return Verdict.Learning;
        // A service whose replicas are restarted all the time warms up all the time: only by age does that show.
        if (isSettling && clock.Verdict != Verdict.Healthy) return Verdict.WarmingUp;
        if (isLoad) return Verdict.Healthy;
        if (clock.Verdict == Verdict.Leak) return Verdict.Leak;
        var slopeMin = options.TypePerHourMin(heapBytes);
        var isByAge = contrast is { } c && c.PValue <= options.Significance && c.SlopePerStep * perHour >= slopeMin
            && clock.SlopePerHour >= PaceMin * c.SlopePerStep * perHour;
        return isByAge && !isSettling ? Verdict.Leak : clock.Verdict;
    }

    /// <summary>Whether the old hold more than the not so old as clearly as than the young: load that bends the mean by age is no settling then.</summary>
    private static bool HoldsOn(ReplicaSeries[] replicas, StepGrid grid, double[] starts, AgeContrast? contrast, long ageMin, DetectionOptions options)
    {
        if (contrast is not { } whole || whole.PValue > options.Significance) return false;
        return Old(replicas, grid, starts, ageMin, 1 / 2.0) is { } old && old.PValue <= options.Significance && old.SlopePerStep >= HoldsOnMin * whole.SlopePerStep;
    }

    /// <summary>
    /// Whether the oldest certainly hold more than the not so old by less than all of them do than the young: a cache of keys that recur, whose mean by age is still a line for the test.
    /// </summary>
    private static bool Slows(ReplicaSeries[] replicas, StepGrid grid, double[] starts, AgeContrast? contrast, long ageMin, DetectionOptions options) =>
        contrast is { } whole && whole.PValue <= options.Significance && Old(replicas, grid, starts, ageMin, 2 / 3.0) is { } old && old.High < HoldsOnMin * whole.SlopePerStep;

    /// <summary>The contrast of what is older than a share of the oldest age.</summary>
    private static AgeContrast? Old(ReplicaSeries[] replicas, StepGrid grid, double[] starts, long ageMin, double share)
    {
        var oldest = replicas.Max(r => r.ToUnixMilliseconds - r.StartedUnixMilliseconds);
        return AgeContrast.Of(Array.ConvertAll(replicas, r => grid.Align(r, byAge: false, ageMin + (long)((oldest - ageMin) * share))), starts, grid.Count);
    }

    private static GrowthResult JudgeByAge(ReplicaSeries[] replicas, double heapBytes, long warmUp, DetectionOptions options)
    {
        var grid = StepGrid.Of(replicas, byAge: true);
        if (grid.Count < 2) return default;
        var values = Array.ConvertAll(replicas, r => grid.Align(r, byAge: true, warmUp));
        var chain = ChainedMean.Of(values, grid, Array.ConvertAll(values, v => ChainedMean.SlopePerStep(v)));
        for (var i = 0; i < chain.Length; i++) chain[i] = chain[i] with { UnixMilliseconds = chain[i].UnixMilliseconds + AgeOrigin };
        return GrowthTest.Judge(chain, AgeOrigin, heapBytes, options);
    }

    private static bool IsOlderThanADay(Sample[] chain, GrowthResult clock) =>
        chain.Length > 0 && (clock.GrowthStartedUnixMilliseconds - chain[0].UnixMilliseconds >= DayMilliseconds
            || clock.Verdict == Verdict.Leak && chain[^1].UnixMilliseconds - chain[0].UnixMilliseconds >= 2 * DayMilliseconds);

    /// <summary>
    /// Whether load explains less than half of the rise in most replicas, by what their other types did; and whether it began later than with the process, or was seen for as long as most
    /// caches take to bend.
    /// </summary>
    private static bool IsUnexplained(ReplicaSeries[] replicas, Sample[] chain, GrowthResult clock, DetectionOptions options)
    {
        if (chain.Length == 0 || clock.SlopePerHour <= 0) return false;
        Span<double> unexplained = stackalloc double[replicas.Length];
        for (var i = 0; i < replicas.Length; i++) unexplained[i] = Usable(replicas[i].Profile?.UnexplainedBytes ?? 0);

        var hours = (chain[^1].UnixMilliseconds - clock.GrowthStartedUnixMilliseconds) / MillisecondsPerHour;
        if (Quantile.Median(unexplained) < UnexplainedShareMin * clock.SlopePerHour * hours) return false;
        return BeganLater(chain, clock, options) || hours >= options.YoungRise.TotalHours;
    }

    private static bool BeganLater(Sample[] chain, GrowthResult clock, DetectionOptions options) =>
        clock.GrowthStartedUnixMilliseconds - chain[0].UnixMilliseconds >= options.QuietMin.TotalMilliseconds;

    private static ReplicaSeries[] Choose(IReadOnlyList<ReplicaSeries> series)
    {
        var sorted = series.Where(s => s.ToUnixMilliseconds > s.FromUnixMilliseconds).OrderBy(s => s.Replica, StringComparer.Ordinal).ToArray();
        if (sorted.Length <= ReplicasMax) return sorted;
        var chosen = new ReplicaSeries[ReplicasMax];
        for (var i = 0; i < chosen.Length; i++) chosen[i] = sorted[(int)((long)i * sorted.Length / chosen.Length)];
        return chosen;
    }

    private static double Usable(double bytes) => double.IsFinite(bytes) && bytes > 0 ? bytes : 0;
}
