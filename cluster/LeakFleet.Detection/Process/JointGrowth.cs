namespace LeakFleet.Detection;

/// <summary>
/// What all types that grow gain together: whether that is enough to say of one process, by itself, that it leaks. What a single process cannot know is whether its
/// load rises too. Small growth that is young is most often that, or a cache that fills: it is told when it has outlasted the rise of a day, or by the service,
/// which sees the replicas side by side. What grows so fast that the process has not that much time is told at once.
/// </summary>
/// <param name="Hours">Since the first of them began to grow.</param>
/// <param name="BytesPerHour">Of all of them.</param>
internal readonly record struct JointGrowth(double Hours, double BytesPerHour)
{
    /// <summary>Of what is asked for a leak to be told, for one that is told already to remain so.</summary>
    private const double KeepShare = 0.5;

    /// <summary>The heap before is at least this part of what it is now: growth is measured by it, and must not be measured by nothing.</summary>
    private const double HeapBeforeShareMin = 0.25;

    public JointGrowth With(in GrowthResult growth, long nowUnixMilliseconds) => new(
        Math.Max(Hours, (nowUnixMilliseconds - growth.GrowthStartedUnixMilliseconds) / 3_600_000.0), BytesPerHour + growth.SlopePerHour);

    /// <param name="heapBytes">All survivors of the process now.</param>
    public bool IsEnough(double heapBytes, bool isTold, DetectionOptions options)
    {
        var share = isTold ? KeepShare : 1;
        var before = Math.Max(heapBytes - BytesPerHour * Hours, HeapBeforeShareMin * heapBytes);
        if (BytesPerHour * Hours < share * options.RiseShareMin * before) return false;
        return Hours >= options.DayRise.TotalHours || BytesPerHour >= share * options.FastPerHourMin * before;
    }
}
