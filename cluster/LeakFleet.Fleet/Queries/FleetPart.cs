using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// What queries run over: the summaries and findings of whole services. The in-process host has one; an index in shards has one for each, split by service, and
/// joins their answers with <see cref="FleetQueries"/>. Not changed once it is made.
/// </summary>
public sealed class FleetPart
{
    private readonly ServiceRows? _rows;
    private readonly Func<ProcessKey, ProcessSummary?>? _find;
    private Dictionary<ProcessKey, ProcessSummary>? _byKey;

    /// <param name="findings">Open ones, and resolved ones that are remembered.</param>
    /// <param name="partial">Why the part itself does not hold everything.</param>
    public FleetPart(IReadOnlyList<ProcessSummary> processes, IReadOnlyList<FleetFinding> findings, IReadOnlyList<PartialReason> partial) =>
        (Processes, Findings, Partial) = (processes, findings, partial);

    /// <param name="rows">Processes by their service, so that a question about one service reads no other.</param>
    /// <param name="find">By its key.</param>
    internal FleetPart(ServiceRows rows, Func<ProcessKey, ProcessSummary?> find, IReadOnlyList<FleetFinding> findings, IReadOnlyList<PartialReason> partial)
        : this([], findings, partial) => (Processes, _rows, _find) = (rows.All, rows, find);

    public IEnumerable<ProcessSummary> Processes { get; }

    public IReadOnlyList<FleetFinding> Findings { get; }

    public IReadOnlyList<PartialReason> Partial { get; }

    /// <summary>Null for a process that is forgotten: a finding is kept longer than its processes.</summary>
    public ProcessSummary? Find(ProcessKey key)
    {
        if (_find is not null) return _find(key);
        if (_byKey is null)
        {
            var byKey = new Dictionary<ProcessKey, ProcessSummary>();
            foreach (var process in Processes) byKey[process.Key] = process;
            _byKey = byKey;
        }

        return _byKey.GetValueOrDefault(key);
    }

    /// <summary>At least the processes that a filter lets through: where it names services, those of no other.</summary>
    internal IEnumerable<ProcessSummary> Among(QueryFilter filter) =>
        _rows is { } rows && filter.Services is { } services ? services.SelectMany(rows.Of) : Processes;
}
