namespace LeakFleet.Agent.Watching;

/// <summary>What heap walks may cost, for the node and for one process of it.</summary>
public sealed class WalkBudgetOptions
{
    /// <summary>Share of one core that the node's walks may use together, over <see cref="CpuWindow"/>.</summary>
    public double CpuShareMax { get; set; } = 0.01;

    /// <summary>In any stretch of time this long, walks use no more than the share of it, and the rest of the one walk that reached the limit.</summary>
    public TimeSpan CpuWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Part of the budget that one process may use: the largest heap of a node must leave something to the others, even when it is alone at first.</summary>
    public double ProcessShareMax { get; set; } = 0.5;

    /// <summary>Longest interval that the budget stretches one to. A leak that is looked at less than a few times a day is found too late to matter.</summary>
    public TimeSpan StretchedIntervalMax { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Heaps above this size (committed bytes) are not walked at all.</summary>
    public long HeapBytesMax { get; set; } = 64L << 30;

    /// <summary>
    /// How long one walk, or one search for what holds objects, may take before its thread is given up and its process is left alone. All other limits on time together
    /// are shorter, so that only a read that hangs comes to this.
    /// </summary>
    public TimeSpan HungAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>All faults together; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!(CpuShareMax is >= 0.0001 and <= 1)) faults.Add($"walk CPU share: {CpuShareMax} is not within 0.0001 to 1");
        if (CpuWindow < TimeSpan.FromSeconds(1) || CpuWindow > TimeSpan.FromHours(24)) faults.Add($"walk CPU window: {CpuWindow} is not within 1 s to 24 h");
        if (!(ProcessShareMax is >= 0.01 and <= 1)) faults.Add($"walk CPU share of one process: {ProcessShareMax} is not within 0.01 to 1");
        if (StretchedIntervalMax < TimeSpan.FromMinutes(1) || StretchedIntervalMax > TimeSpan.FromDays(7))
            faults.Add($"longest stretched interval: {StretchedIntervalMax} is not within 1 min to 7 d");
        if (HeapBytesMax < 1L << 20) faults.Add($"largest heap walked: {HeapBytesMax} is less than 1 MiB");
        if (HungAfter < TimeSpan.FromMilliseconds(1) || HungAfter > TimeSpan.FromHours(1)) faults.Add($"longest walk: {HungAfter} is not within 1 ms to 1 h");
        return faults;
    }
}
