using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

internal sealed class SimulatedProcess(
    WalkAccount account, WalkSchedule schedule, long heapBytes, Func<int, double> costSeconds, TimeSpan gen2Every, int phase)
{
    public WalkAccount Account => account;

    public WalkSchedule Schedule => schedule;

    public long HeapBytes => heapBytes;

    public Func<int, double> CostSeconds => costSeconds;

    public TimeSpan Gen2Every => gen2Every;

    public int Phase => phase;

    public long NextGen2 { get; set; }

    public bool IsQueued { get; set; }

    public int Walks { get; set; }

    public TimeSpan Interval { get; set; }

    public bool IsStretched { get; set; }
}
