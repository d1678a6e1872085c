using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// What queries run over: the summaries and findings of whole services. The in-process host has one; an index in shards has one for each, split by service, and
/// joins their answers with <see cref="FleetQueries"/>. Not changed once it is made.
/// </summary>
/// <param name="Findings">Open ones, and resolved ones that are remembered.</param>
/// <param name="Partial">Why the part itself does not hold everything.</param>
public sealed class FleetPart(IReadOnlyList<ProcessSummary> processes, IReadOnlyList<FleetFinding> findings, IReadOnlyList<PartialReason> partial)
{
    private Dictionary<ProcessKey, ProcessSummary>? _byKey;

    public IReadOnlyList<ProcessSummary> Processes { get; } = processes;

    public IReadOnlyList<FleetFinding> Findings { get; } = findings;

    public IReadOnlyList<PartialReason> Partial { get; } = partial;

    /// <summary>Null for a process that is forgotten: a finding is kept longer than its processes.</summary>
    public ProcessSummary? Find(ProcessKey key)
    {
        if (_byKey is null)
        {
            var byKey = new Dictionary<ProcessKey, ProcessSummary>(Processes.Count);
            foreach (var process in Processes) byKey[process.Key] = process;
            _byKey = byKey;
        }

        return _byKey.GetValueOrDefault(key);
    }
}
