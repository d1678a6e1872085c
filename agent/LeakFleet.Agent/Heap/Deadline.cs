using System.Diagnostics;

namespace LeakFleet.Agent.Heap;

/// <summary>When a walk's time is up.</summary>
internal readonly record struct Deadline(long Timestamp)
{
    public bool IsOver => Stopwatch.GetTimestamp() >= Timestamp;

    public static Deadline In(int milliseconds) => new(Stopwatch.GetTimestamp() + milliseconds * Stopwatch.Frequency / 1000);
}
