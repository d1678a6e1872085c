namespace LeakFleet.Agent.Watching;

/// <summary>
/// When to take a process's next histogram. Intuition: right after a gen2 collection what lies in gen2 is what survived, so that is the moment to look;
/// but no oftener than a shortest interval, and no later than a longest, since a leak in a process that never collects gen2 is a leak too.
/// </summary>
/// <remarks>
/// A gen2 that finished some time ago is no reason any more: since then gen1 survivors, dead or not, have been promoted among its survivors. It is not made up
/// for when the shortest interval is over; the next one counts.
/// </remarks>
internal sealed class WalkSchedule
{
    /// <summary>Ephemeral collections of a busy process promote every few seconds.</summary>
    public const long FreshMillisecondsMax = 5_000;

    /// <summary>Room for a natural gen2 between a stretched shortest interval and the walk without one.</summary>
    private const double FallbackStretch = 1.5;

    /// <summary>
    /// A walk that itself waits (for a helper that does not answer, a collection that does not end) costs no processor time, but can keep others from theirs:
    /// each process may do so for a hundredth of the time.
    /// </summary>
    private const int IdleStretch = 100;

    /// <summary>Is not held against it: on a crowded machine threads of low priority, and a helper's start, wait for their turn.</summary>
    private const long IdleMillisecondsFree = 5_000;

    private const long Never = long.MinValue / 2;

    private readonly long _intervalMin;
    private readonly long _intervalMax;
    private readonly long _firstMilliseconds;
    private long _intervalAfterFailure;
    private long? _lastMilliseconds;
    private long _gen2Milliseconds = Never;
    private long _lastGen2Milliseconds = Never;
    private long _gen2GapMilliseconds = long.MaxValue;
    private long _stretchedMilliseconds;
    private long _idledMilliseconds;

    public WalkSchedule(long attachedMilliseconds, TimeSpan firstAfter, TimeSpan intervalMin, TimeSpan intervalMax)
    {
        _firstMilliseconds = attachedMilliseconds + (long)firstAfter.TotalMilliseconds;
        _intervalMin = (long)intervalMin.TotalMilliseconds;
        _intervalMax = (long)intervalMax.TotalMilliseconds;
        _intervalAfterFailure = _intervalMin;
    }

    public void Gen2Finished(long nowMilliseconds)
    {
        if (_lastGen2Milliseconds != Never) _gen2GapMilliseconds = nowMilliseconds - _lastGen2Milliseconds;
        _lastGen2Milliseconds = nowMilliseconds;
        Volatile.Write(ref _gen2Milliseconds, nowMilliseconds);
    }

    /// <summary>The interval at which this process would be walked if it cost nothing: as often as it collects gen2, within the bounds.</summary>
    public TimeSpan Wanted(long nowMilliseconds)
    {
        var gap = _gen2GapMilliseconds == long.MaxValue ? _intervalMax : Math.Max(_gen2GapMilliseconds, nowMilliseconds - _lastGen2Milliseconds);
        return TimeSpan.FromMilliseconds(Math.Clamp(gap, _intervalMin, _intervalMax));
    }

    /// <summary>No oftener than this, from now on, however short the set intervals are.</summary>
    public void Stretch(TimeSpan interval) => _stretchedMilliseconds = (long)interval.TotalMilliseconds;

    public bool IsDue(long nowMilliseconds)
    {
        if (_lastMilliseconds is not { } last) return nowMilliseconds >= _firstMilliseconds;
        var since = nowMilliseconds - last;
        if (since < IdleStretch * _idledMilliseconds) return false;
        return since >= Math.Max(_intervalMax, FallbackStretch * _stretchedMilliseconds)
            || (since >= Math.Max(_intervalAfterFailure, _stretchedMilliseconds) && IsAfterGen2(nowMilliseconds));
    }

    /// <summary>
    /// Whether a walk that begins now follows a gen2 collection; to be asked at its beginning, since it may have waited for its turn. From any thread.
    /// </summary>
    public bool IsAfterGen2(long nowMilliseconds) => nowMilliseconds - Volatile.Read(ref _gen2Milliseconds) <= FreshMillisecondsMax;

    /// <summary>A walk has ended. Failures are mostly lasting (permission, an unsupported runtime) and are tried ever less often.</summary>
    /// <param name="idle">How long it kept others from walking without working itself.</param>
    public void Walked(long nowMilliseconds, bool succeeded, TimeSpan idle = default)
    {
        _idledMilliseconds = Math.Max(0, (long)idle.TotalMilliseconds - IdleMillisecondsFree);
        _lastMilliseconds = nowMilliseconds;
        Volatile.Write(ref _gen2Milliseconds, Never);
        _intervalAfterFailure = succeeded ? _intervalMin : Math.Min(_intervalAfterFailure * 2, _intervalMax);
    }
}
