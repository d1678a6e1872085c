using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

/// <summary>
/// A node's processes in simulated time: the agent's own schedule and budget, with walks that cost what they are said to cost, one after another in one
/// lane, as in the agent. A watcher looks at its process four times a second.
/// </summary>
internal sealed class SimulatedNode(WalkBudgetOptions options, int seed)
{
    private const int StepMilliseconds = 10;
    private const int TickMilliseconds = 250;
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromMinutes(10);

    private readonly Random _random = new(seed);
    private readonly WalkBudget _budget = new(options);
    private readonly Queue<SimulatedProcess> _lane = new();
    private long _now;
    private long _laneFree;

    public List<SimulatedProcess> Processes { get; } = [];

    /// <summary>In the order in which they ended.</summary>
    public List<SimulatedWalk> Walks { get; } = [];

    /// <param name="costSeconds">What the n-th walk costs.</param>
    public SimulatedProcess Start(long heapBytes, Func<int, double> costSeconds, TimeSpan gen2Every)
    {
        var schedule = new WalkSchedule(_now, FirstAfter, IntervalMin, IntervalMax);
        var process = new SimulatedProcess(_budget.Join(), schedule, heapBytes, costSeconds, gen2Every, _random.Next(TickMilliseconds / StepMilliseconds) * StepMilliseconds);
        process.NextGen2 = _now + (long)(_random.NextDouble() * gen2Every.TotalMilliseconds);
        Processes.Add(process);
        return process;
    }

    public void End(SimulatedProcess process)
    {
        _budget.Leave(process.Account);
        Processes.Remove(process);
    }

    public void Run(TimeSpan time)
    {
        for (var end = _now + (long)time.TotalMilliseconds; _now < end; _now += StepMilliseconds)
        {
            foreach (var process in Processes)
                if (_now % TickMilliseconds == process.Phase) Tick(process);
            RunLane();
        }
    }

    /// <summary>The largest share of a core that walks used in any window.</summary>
    public double ShareMax(TimeSpan window)
    {
        var (most, sum, first) = (0.0, 0.0, 0);
        foreach (var walk in Walks)
        {
            sum += walk.CpuSeconds;
            while (Walks[first].EndMilliseconds <= walk.EndMilliseconds - window.TotalMilliseconds) sum -= Walks[first++].CpuSeconds;
            most = Math.Max(most, sum);
        }
        return most / window.TotalSeconds;
    }

    private void Tick(SimulatedProcess process)
    {
        if (_now >= process.NextGen2)
        {
            process.Schedule.Gen2Finished(_now);
            // Between a half and one and a half times the usual.
            process.NextGen2 = _now + (long)((0.5 + _random.NextDouble()) * process.Gen2Every.TotalMilliseconds);
        }
        var wanted = process.Schedule.Wanted(_now);
        process.Interval = _budget.Interval(process.Account, wanted, process.HeapBytes, _now);
        process.IsStretched = process.Interval > wanted;
        process.Schedule.Stretch(process.Interval);
        if (process.IsQueued || !process.Schedule.IsDue(_now) || _budget.Ask(process.Account, _now) != WalkAnswer.Go) return;
        process.IsQueued = true;
        _lane.Enqueue(process);
    }

    private void RunLane()
    {
        if (_now < _laneFree || !_lane.TryDequeue(out var process)) return;
        if (!Processes.Contains(process)) return;
        process.IsQueued = false;
        if (!_budget.TryBegin(process.Account, _now)) return;
        var cost = process.CostSeconds(process.Walks);
        var isAfterGen2 = process.Schedule.IsAfterGen2(_now);
        // The lane is taken until then, so nobody can see that the end is noted early.
        _laneFree = _now + (long)Math.Ceiling(cost * 1000);
        _budget.Walked(process.Account, TimeSpan.FromSeconds(cost), _laneFree);
        process.Schedule.Walked(_laneFree, succeeded: true);
        process.Walks++;
        Walks.Add(new SimulatedWalk(process, _laneFree, cost, isAfterGen2));
    }
}
