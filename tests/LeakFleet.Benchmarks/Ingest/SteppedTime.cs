using LeakFleet.Benchmarks.Detect;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>A clock that goes a minute when it is told to: a fleet's hour is over when its messages are.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _minute;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(SimulatedHeap.Start + Volatile.Read(ref _minute) * 60_000L);

    public void MoveTo(long minute) => Volatile.Write(ref _minute, minute);
}
