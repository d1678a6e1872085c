namespace LeakFleet.Fleet;

/// <summary>Findings or processes, counted by the values of a field.</summary>
internal static class GroupSums
{
    public static IReadOnlyList<QueryGroup> Of(FleetPart part, ListQuery query)
    {
        var field = query.Group!;
        var groups = new Dictionary<string, QueryGroup>(StringComparer.Ordinal);
        if (query.Target == QueryTarget.Findings)
        {
            foreach (var finding in part.Findings.Where(f => ItemMatch.Matches(query, f, part)))
                Count(groups, ItemFields.Of(finding, field, part), Of(finding));
        }
        else
        {
            foreach (var process in part.Processes.Where(p => ItemMatch.Matches(query, p)))
                Count(groups, ItemFields.Of(process, field).Distinct(StringComparer.Ordinal), Of(process));
        }

        return [.. groups.Values];
    }

    public static IReadOnlyList<QueryGroup> Add(IReadOnlyList<IReadOnlyList<QueryGroup>> parts)
    {
        if (parts.Count == 1) return parts[0];
        var groups = new Dictionary<string, QueryGroup>(StringComparer.Ordinal);
        foreach (var group in parts.SelectMany(p => p)) Count(groups, [group.Value], group);
        return [.. groups.Values];
    }

    private static void Count(Dictionary<string, QueryGroup> groups, IEnumerable<string> values, QueryGroup one)
    {
        foreach (var value in values.DefaultIfEmpty(""))
        {
            if (groups.TryGetValue(value, out var sum)) groups[value] = Plus(sum, one);
            else if (groups.Count < QueryLimits.GroupsMax) groups[value] = one with { Value = value };
        }
    }

    private static QueryGroup Plus(QueryGroup a, QueryGroup b) => new(
        a.Value, a.Count + b.Count, a.Processes + b.Processes, a.Leaking + b.Leaking, a.BytesPerHour + b.BytesPerHour,
        a.HoursToLimit is null ? b.HoursToLimit : b.HoursToLimit is null ? a.HoursToLimit : Math.Min(a.HoursToLimit.Value, b.HoursToLimit.Value),
        a.HeapBytes + b.HeapBytes, a.RssBytes + b.RssBytes);

    private static QueryGroup Of(FleetFinding finding) => new(
        "", 1, finding.Processes.Count, finding.Processes.Count, double.IsFinite(finding.BytesPerHour) ? finding.BytesPerHour * finding.Processes.Count : 0,
        finding.HoursToLimit, 0, 0);

    private static QueryGroup Of(ProcessSummary process) => new(
        "", 1, 1, process.Finding is null ? 0 : 1, SortKeys.Growth(process), process.Finding?.HoursToLimit,
        Math.Max(0, process.HeapBytes), Math.Max(0, process.RssBytes));
}
