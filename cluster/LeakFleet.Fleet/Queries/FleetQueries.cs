namespace LeakFleet.Fleet;

/// <summary>
/// Answers questions from a part of the fleet. Parts are joined by <c>Join</c> where an item lies whole in one of them; where items are sums over processes, the
/// parts' sums are added up first (<see cref="TypeSums"/>, <see cref="GroupSums"/>) and paged then.
/// </summary>
public static class FleetQueries
{
    public static ResultPage<FleetFinding> Findings(FleetPart part, ListQuery query) =>
        Paging.Page(part.Findings.Where(f => ItemMatch.Matches(query, f, part)), query, SortKeys.Place, SortKeys.Id, part.Partial);

    public static ResultPage<ProcessSummary> Processes(FleetPart part, ListQuery query) =>
        Paging.Page(part.Among(query.Filter).Where(p => ItemMatch.Matches(query, p)), query, SortKeys.Place, SortKeys.Id, part.Partial);

    public static ResultPage<ServiceOverview> Services(FleetPart part, ListQuery query) =>
        Paging.Page(ServiceSums.Of(part, query), query, SortKeys.Place, SortKeys.Id, part.Partial);

    public static ResultPage<FleetType> Types(FleetPart part, ListQuery query) => TypePage([TypeSums(part, query)], query, part.Partial);

    public static ResultPage<QueryGroup> Groups(FleetPart part, ListQuery query) => GroupPage([GroupSums(part, query)], query, part.Partial);

    public static ResultPage<FleetFinding> Join(IReadOnlyList<ResultPage<FleetFinding>> pages, ListQuery query) => Paging.Join(pages, query, SortKeys.Place, SortKeys.Id);

    public static ResultPage<ProcessSummary> Join(IReadOnlyList<ResultPage<ProcessSummary>> pages, ListQuery query) => Paging.Join(pages, query, SortKeys.Place, SortKeys.Id);

    public static ResultPage<ServiceOverview> Join(IReadOnlyList<ResultPage<ServiceOverview>> pages, ListQuery query) => Paging.Join(pages, query, SortKeys.Place, SortKeys.Id);

    /// <summary>The types of one part, summed over its processes; at most <see cref="QueryLimits.GroupsMax"/>.</summary>
    public static IReadOnlyList<FleetType> TypeSums(FleetPart part, ListQuery query) => Fleet.TypeSums.Of(part, query);

    /// <summary>The groups of one part; at most <see cref="QueryLimits.GroupsMax"/>.</summary>
    public static IReadOnlyList<QueryGroup> GroupSums(FleetPart part, ListQuery query) => Fleet.GroupSums.Of(part, query);

    public static ResultPage<FleetType> TypePage(IReadOnlyList<IReadOnlyList<FleetType>> parts, ListQuery query, IReadOnlyList<PartialReason> partial)
    {
        var types = Fleet.TypeSums.Add(parts);
        var reasons = partial.Append(PartialReason.TypesSummarised(TypeSummary.LargestMax)).Concat(Cut(parts, types.Count));
        return Paging.Page(types.Where(t => ItemMatch.Matches(query, t)), query, SortKeys.Place, SortKeys.Id, [.. reasons]);
    }

    public static ResultPage<QueryGroup> GroupPage(IReadOnlyList<IReadOnlyList<QueryGroup>> parts, ListQuery query, IReadOnlyList<PartialReason> partial)
    {
        var groups = Fleet.GroupSums.Add(parts);
        return Paging.Page(groups, query, SortKeys.Place, SortKeys.Id, [.. partial.Concat(Cut(parts, groups.Count))]);
    }

    private static PartialReason[] Cut<T>(IReadOnlyList<IReadOnlyList<T>> parts, int count) =>
        count >= QueryLimits.GroupsMax || parts.Any(p => p.Count >= QueryLimits.GroupsMax) ? [PartialReason.GroupsCut(QueryLimits.GroupsMax)] : [];
}
