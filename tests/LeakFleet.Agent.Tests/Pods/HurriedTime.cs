using LeakFleet.Agent.Pods;

namespace LeakFleet.Agent.Tests.Pods;

/// <summary>
/// Waits of a back-off are noted and over at once; the time-outs of requests are real. Waits are random parts of hours, of which one in a million is too short to make a timer, or as
/// long as a time-out.
/// </summary>
internal sealed class HurriedTime(TimeSpan waitMin) : TimeProvider
{
    private readonly Lock _lock = new();

    public TimeSpan WaitMin { get; } = waitMin;

    public int Waits { get; private set; }

    public TimeSpan Longest { get; private set; }

    /// <summary>No round lasts long enough to count as steady, however slow the machine is.</summary>
    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime == PodWatch.ListTimeout || dueTime == PodWatch.WatchTimeout) return base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            Waits++;
            if (dueTime > Longest) Longest = dueTime;
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
