namespace LeakFleet.Server.Tests.Reports;

/// <summary>A clock that is set by hand; its timers are real.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
