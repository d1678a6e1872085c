namespace LeakFleet.Fleet;

/// <summary>Whether an item is one that a query asks for.</summary>
public static class ItemMatch
{
    /// <summary>Whether a finding passes a filter: for reports and routes of alerts too.</summary>
    public static bool Matches(QueryFilter filter, FleetFinding finding, FleetPart part) => filter.IsEmpty || Passes(filter, finding, part);

    public static bool Matches(QueryFilter filter, ProcessSummary process) =>
        (filter.Terms.Count == 0 || HoldsTerms(filter, process)) && HasWords(filter, process);

    /// <summary>Whether findings of a process could pass a filter over findings: what that asks of findings alone cannot be asked of a process without one.</summary>
    public static bool IsInScope(QueryFilter filter, ProcessSummary process) =>
        filter.Holds(f => f.OfProcess || f.Name is "service" or "version", f => ItemFields.Of(process, f));

    internal static bool Matches(ListQuery query, FleetFinding finding, FleetPart part)
    {
        // What is resolved is over: it is listed only when it is asked for.
        var asksState = query.Filter.Terms.Any(t => t.Field.Name == "state");
        if (finding.State == FindingState.Resolved && !asksState && query.From is null && query.To is null) return false;
        var changed = finding.StateSinceUnixMilliseconds > 0 ? finding.StateSinceUnixMilliseconds : finding.SinceUnixMilliseconds;
        if (query.To is { } to && finding.SinceUnixMilliseconds > to.ToUnixTimeMilliseconds()) return false;
        if (query.From is { } from && finding.State == FindingState.Resolved && changed < from.ToUnixTimeMilliseconds()) return false;
        if (query.NewSince is { } since && changed < since.ToUnixTimeMilliseconds()) return false;
        if (query.NewSinceVersion.Length > 0 && VersionOrder.Oldest.Compare(Came(finding), query.NewSinceVersion) < 0) return false;
        return Matches(query.Filter, finding, part);
    }

    internal static bool Matches(ListQuery query, ProcessSummary process) => IsWithin(query, process) && Matches(query.Filter, process);

    /// <summary>For services and types: the processes that count towards them. A type is asked for its name and its growth itself.</summary>
    internal static bool CountsTowards(ListQuery query, ProcessSummary process) => query.Target == QueryTarget.Types
        ? IsWithin(query, process) && !process.Exited && query.Filter.Holds(f => f.Name is not ("type" or "state"), f => ItemFields.Of(process, f))
        : Matches(query, process);

    internal static bool Matches(ListQuery query, FleetType type) =>
        query.Filter.Holds(f => f.Name is "state", _ => FieldValues.Of(type.Growing > 0 ? "growing" : "steady"));

    /// <summary>Of a type of one process: what its name can tell.</summary>
    internal static bool IsNamed(ListQuery query, TypeSummary type) =>
        query.Filter.Holds(f => f.Name is "type", _ => FieldValues.Of(type.Type))
        && query.Filter.Words.All(w => type.Type.Contains(w, StringComparison.OrdinalIgnoreCase) || type.Assembly.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static bool Passes(QueryFilter filter, FleetFinding finding, FleetPart part)
    {
        if (!filter.Holds(f => !f.OfProcess, f => ItemFields.Of(finding, f, part))) return false;
        // One process must have all of it: "on node-7 and in team-a" is not one process on node-7 and another of team-a.
        if (filter.HasProcessTerms && !finding.Processes.Any(key => part.Find(key) is { } process
            ? filter.Holds(f => f.OfProcess || f.Name == "version", f => ItemFields.Of(process, f))
            : filter.Holds(f => f.OfProcess, f => f.Name == "node" ? FieldValues.Of(key.Node) : FieldValues.None))) return false;
        return filter.Capitals.All(word => ItemFields.Contains(finding, word, part));
    }

    private static bool HoldsTerms(QueryFilter filter, ProcessSummary process) => filter.Holds(static _ => true, f => ItemFields.Of(process, f));

    private static bool HasWords(QueryFilter filter, ProcessSummary process)
    {
        foreach (var word in filter.Capitals)
            if (!ItemFields.Contains(process, word)) return false;
        return true;
    }

    private static bool IsWithin(ListQuery query, ProcessSummary process)
    {
        if (query.To is { } to && process.StartedUnixMilliseconds > to.ToUnixTimeMilliseconds()) return false;
        if (query.From is { } from && process.LastSeenUnixMilliseconds < from.ToUnixTimeMilliseconds()) return false;
        return query.NewSince is not { } since || process.StartedUnixMilliseconds >= since.ToUnixTimeMilliseconds();
    }

    private static string Came(FleetFinding finding) =>
        finding.FirstVersion.Length > 0 ? finding.FirstVersion : finding.AffectedVersions.Select(v => v.Version).Order(VersionOrder.Oldest).FirstOrDefault("");
}
