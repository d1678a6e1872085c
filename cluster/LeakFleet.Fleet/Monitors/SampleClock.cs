namespace LeakFleet.Fleet;

/// <summary>
/// Keeps a series in order of time although the times are the node's: one before the last or far in the future is ignored. When they stay before the
/// last, the node's clock was set back and the old times will not come again: the series begins anew.
/// </summary>
internal sealed class SampleClock
{
    public const long FutureMillisecondsMax = 24 * 60 * 60 * 1000;

    /// <summary>Repeats are dropped before, so that messages out of order are rare: a few in a row are a clock that was set.</summary>
    public const int BackwardMax = 8;

    public enum Use
    {
        Skip,
        Add,
        BeginAnew,
    }

    public long LastUnixMilliseconds { get; private set; } = -1;

    public int Backward { get; private set; }

    public Use Decide(long unixMilliseconds, long nowUnixMilliseconds)
    {
        if (unixMilliseconds < 0 || unixMilliseconds > nowUnixMilliseconds + FutureMillisecondsMax) return Use.Skip;
        if (unixMilliseconds > LastUnixMilliseconds)
        {
            LastUnixMilliseconds = unixMilliseconds;
            Backward = 0;
            return Use.Add;
        }

        if (++Backward < BackwardMax) return Use.Skip;
        LastUnixMilliseconds = unixMilliseconds;
        Backward = 0;
        return Use.BeginAnew;
    }

    /// <summary>The same for series that take in several messages of one moment.</summary>
    public Use DecideShared(long unixMilliseconds, long nowUnixMilliseconds) =>
        unixMilliseconds == LastUnixMilliseconds && unixMilliseconds >= 0 ? Use.Add : Decide(unixMilliseconds, nowUnixMilliseconds);

    public void Restore(long lastUnixMilliseconds, int backward)
    {
        LastUnixMilliseconds = lastUnixMilliseconds;
        Backward = backward;
    }
}
