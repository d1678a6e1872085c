namespace LeakFleet.FleetSimulator.Generate;

/// <summary>A node, its clock and its agent.</summary>
/// <param name="ClockSteps">When its clock is set, and by how much from then on in all.</param>
/// <param name="Silences">When nothing of it arrives.</param>
internal sealed record NodePlan(
    string Name, string Zone, string BootId, long BootUnixMilliseconds, IReadOnlyList<ClockStep> ClockSteps, IReadOnlyList<Silence> Silences)
{
    public long ToNodeTime(long t)
    {
        var offset = 0L;
        foreach (var step in ClockSteps)
        {
            if (step.AtUnixMilliseconds <= t) offset = step.OffsetMilliseconds;
        }

        return t + offset;
    }
}

internal readonly record struct ClockStep(long AtUnixMilliseconds, long OffsetMilliseconds);

/// <param name="AgentRestarts">The agent was gone and begins a new epoch; else its outbox overflowed.</param>
internal readonly record struct Silence(long FromUnixMilliseconds, long ToUnixMilliseconds, bool AgentRestarts);
