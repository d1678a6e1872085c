namespace LeakFleet.Agent.Watching;

/// <summary>One process in a <see cref="WalkBudget"/>. Its members are the budget's own.</summary>
internal sealed class WalkAccount
{
    private const long Never = long.MinValue / 2;

    public WalkCost Cost { get; } = new();

    public long HeapBytes { get; set; }

    public double WantedSeconds { get; set; } = double.PositiveInfinity;

    public long? LastMilliseconds { get; set; }

    public long AskedMilliseconds { get; set; } = Never;

    /// <summary>Estimated cost of the walk that was granted and has not ended.</summary>
    public double ReservedSeconds { get; set; }

    public double EstimatedSeconds => Cost.Estimate(HeapBytes);

    /// <summary>How urgent: the time since the last walk, measured in the process's own intervals.</summary>
    public double Overdue(long nowMilliseconds, double intervalSeconds) =>
        LastMilliseconds is { } last ? (nowMilliseconds - last) / (1000 * Math.Max(intervalSeconds, 0.001)) : double.PositiveInfinity;
}
