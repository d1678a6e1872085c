namespace LeakFleet.Detection;

/// <summary>
/// What all types that grow gain together: whether that is enough to say of one process, by itself, that it leaks. What a single process cannot know is whether its
/// load rises too. Growth that load may explain is told when it has outlasted the rise of a day, or by the service, which sees the replicas side by side. Growth
/// that no load explains is told at once when the process had stood still before, and after some hours when it began with the process, since caches fill then.
/// </summary>
/// <param name="Hours">Since the first of them began to grow.</param>
/// <param name="BytesPerHour">Of all of them.</param>
/// <param name="UnexplainedBytes">Gained beyond what load explains (<see cref="LoadControl"/>).</param>
/// <param name="QuietHours">For which the process was seen before any of them began to grow.</param>
/// <param name="PValue">The least of them.</param>
/// <param name="ClearBytes">Gained by types that certainly grow, of whose own growth load explains less than half.</param>
internal readonly record struct JointGrowth(double Hours, double BytesPerHour, double UnexplainedBytes, double QuietHours, double PValue, double ClearBytes)
{
    /// <summary>Of what is asked for a leak to be told, for one that is told already to remain so.</summary>
    private const double KeepShare = 0.5;

    /// <summary>Of the rise that is asked for, what is enough when no load explains it and the process had stood still.</summary>
    private const double QuietShare = 0.25;

    /// <summary>Largest p-value of so little.</summary>
    private const double ClearPValueMax = 1e-6;

    /// <summary>
    /// Of the heap, gained by a type that certainly grows by itself: it is little beside the strings and arrays that it holds, of which a heap has many others, so that they show only
    /// that they rise meanwhile.
    /// </summary>
    private const double ClearShareMin = 0.002;

    private const double OwnShareMin = 0.5;

    /// <summary>The heap before is at least this part of what it is now: growth is measured by it, and must not be measured by nothing.</summary>
    private const double HeapBeforeShareMin = 0.25;

    public static JointGrowth None { get; } = new(0, 0, 0, double.PositiveInfinity, 1, 0);

    /// <param name="seenSinceUnixMilliseconds">Beginning of what is judged.</param>
    public JointGrowth With(in GrowthResult growth, double unexplainedBytes, long seenSinceUnixMilliseconds, long nowUnixMilliseconds) => new(
        Math.Max(Hours, HoursOf(growth, nowUnixMilliseconds)),
        BytesPerHour + growth.SlopePerHour,
        UnexplainedBytes + unexplainedBytes,
        Math.Min(QuietHours, (growth.GrowthStartedUnixMilliseconds - seenSinceUnixMilliseconds) / 3_600_000.0),
        Math.Min(PValue, growth.PValue),
        ClearBytes + (growth.PValue <= ClearPValueMax && unexplainedBytes >= OwnShareMin * growth.SlopePerHour * HoursOf(growth, nowUnixMilliseconds) ? unexplainedBytes : 0));

    /// <summary>The same with what others gained in the same time.</summary>
    public JointGrowth WithCompanions(double gainedBytes) => this with { BytesPerHour = BytesPerHour + gainedBytes / Math.Max(Hours, 1e-3) };

    /// <param name="heapBytes">All survivors of the process now.</param>
    public bool IsEnough(double heapBytes, bool isTold, DetectionOptions options)
    {
        var share = isTold ? KeepShare : 1;
        var before = Math.Max(heapBytes - BytesPerHour * Hours, HeapBeforeShareMin * heapBytes);
        var rise = BytesPerHour * Hours;
        var riseMin = share * options.RiseShareMin * before;
        if (rise >= riseMin && Hours >= options.DayRise.TotalHours) return true;
        var isQuiet = QuietHours >= options.QuietMin.TotalHours;
        if (isQuiet && ClearBytes >= ClearShareMin * heapBytes && rise >= QuietShare * riseMin) return true;
        if (UnexplainedBytes < options.UnexplainedShareMin * Math.Min(rise, riseMin)) return false;
        if (isQuiet) return rise >= riseMin || rise >= QuietShare * riseMin && (isTold || PValue <= ClearPValueMax);
        return rise >= riseMin && Hours >= options.YoungRise.TotalHours || rise >= share * options.FastShareMin * before;
    }

    private static double HoursOf(in GrowthResult growth, long nowUnixMilliseconds) => (nowUnixMilliseconds - growth.GrowthStartedUnixMilliseconds) / 3_600_000.0;
}
