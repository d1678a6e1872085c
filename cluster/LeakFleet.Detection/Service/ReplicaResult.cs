namespace LeakFleet.Detection;

/// <summary>What the replicas of a service say together about one series. Slopes are of one replica, in its unit per hour.</summary>
/// <param name="SlopeLow">Ends of the 95 % interval.</param>
/// <param name="PValue">Of both witnesses together.</param>
/// <param name="ClockPValue">Of the mean over replicas by the clock.</param>
/// <param name="AgePValue">Of older replicas holding more than younger ones at the same time; null when all started together.</param>
/// <param name="SharedLoad">Mean correlation of the replicas' steps, -1 to 1: near 0 each goes its own way, near 1 something drives all of them.</param>
/// <param name="IsLoadDriven">Rises with the clock, and age has no part in it.</param>
/// <param name="IsUnexplained">Load does not explain it, nor does a cache that fills from the start.</param>
/// <param name="Replicas">Compared.</param>
/// <param name="Growing">Of these, how many rise at least half as fast as the service.</param>
/// <param name="SpanMilliseconds">Time seen after the warm-up.</param>
/// <param name="RisingMilliseconds">Of this, since the growth began.</param>
public readonly record struct ReplicaResult(
    Verdict Verdict,
    double SlopePerHour,
    double SlopeLow,
    double SlopeHigh,
    double PValue,
    double ClockPValue,
    double? AgePValue,
    double SharedLoad,
    bool IsLoadDriven,
    bool IsUnexplained,
    int Replicas,
    int Growing,
    long GrowthStartedUnixMilliseconds,
    long SpanMilliseconds,
    long RisingMilliseconds)
{
    /// <summary>18 hours: a day's load rises for twelve at most, and must be seen to fall.</summary>
    private const long RisingMillisecondsMax = 18 * 3_600_000;

    /// <summary>A whole day and a little more, before the growth began.</summary>
    private const long DayMilliseconds = 26 * 3_600_000;

    /// <summary>It is asked for at each look, and rests on few replicas.</summary>
    private const double AgeShare = 0.1;

    /// <summary>
    /// Whether it cannot be load: the other types do not explain it, it has risen for longer than the rising part of a day or stood still for a whole one before, or the old hold more than the young. Before that, processes
    /// by themselves may say what they think, but the service as a whole would only repeat what load does to all of them.
    /// </summary>
    public bool IsBeyondLoad(double significance) => IsUnexplained || RisingMilliseconds >= RisingMillisecondsMax || SpanMilliseconds - RisingMilliseconds >= DayMilliseconds || AgePValue <= AgeShare * significance;

    internal static ReplicaResult Learning(int replicas) => new(Verdict.Learning, 0, 0, 0, 1, 1, null, 0, false, false, replicas, 0, 0, 0, 0);
}
