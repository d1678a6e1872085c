namespace LeakFleet.Fleet;

/// <summary>Findings or processes, counted by the values of a field.</summary>
internal sealed class GroupSums
{
    private readonly Dictionary<string, Sum> _groups = new(StringComparer.Ordinal);

    public static IReadOnlyList<QueryGroup> Of(FleetPart part, ListQuery query)
    {
        var field = query.Group!;
        var sums = new GroupSums();
        if (query.Target == QueryTarget.Findings)
        {
            foreach (var finding in part.Findings.Where(f => ItemMatch.Matches(query, f, part)))
                foreach (var sum in sums.For(ItemFields.Of(finding, field, part))) sum.Add(finding);
            return sums.ToGroups();
        }

        foreach (var process in part.Among(query.Filter).Where(p => ItemMatch.Matches(query, p)))
        {
            // Mostly it has one value, of which no list is made.
            var values = ItemFields.Of(process, field);
            if (values.IsSingle(out var value)) sums.Find(value ?? "")?.Add(process);
            else foreach (var sum in sums.For(values)) sum.Add(process);
        }

        return sums.ToGroups();
    }

    public static IReadOnlyList<QueryGroup> Add(IReadOnlyList<IReadOnlyList<QueryGroup>> parts)
    {
        if (parts.Count == 1) return parts[0];
        var sums = new GroupSums();
        foreach (var group in parts.SelectMany(p => p)) sums.Find(group.Value)?.Add(group);
        return sums.ToGroups();
    }

    private IEnumerable<Sum> For(FieldValues values) => values.Distinct().DefaultIfEmpty("").Select(Find).OfType<Sum>();

    /// <summary>Null when there is no room for another group.</summary>
    private Sum? Find(string value)
    {
        if (_groups.TryGetValue(value, out var sum)) return sum;
        if (_groups.Count >= QueryLimits.GroupsMax) return null;
        _groups.Add(value, sum = new Sum());
        return sum;
    }

    private IReadOnlyList<QueryGroup> ToGroups() => [.. _groups.Select(g => g.Value.ToGroup(g.Key))];

    private sealed class Sum
    {
        private int _count;
        private int _processes;
        private int _leaking;
        private double _bytesPerHour;
        private double? _hoursToLimit;
        private long _heapBytes;
        private long _rssBytes;

        public void Add(FleetFinding finding) => Add(
            1, finding.Processes.Count, finding.Processes.Count, double.IsFinite(finding.BytesPerHour) ? finding.BytesPerHour * finding.Processes.Count : 0, finding.HoursToLimit, 0, 0);

        public void Add(ProcessSummary process) => Add(
            1, 1, process.Finding is null ? 0 : 1, process.Finding is null ? 0 : SortKeys.Growth(process), process.Finding?.HoursToLimit, Math.Max(0, process.HeapBytes), Math.Max(0, process.RssBytes));

        public void Add(QueryGroup group) => Add(group.Count, group.Processes, group.Leaking, group.BytesPerHour, group.HoursToLimit, group.HeapBytes, group.RssBytes);

        public QueryGroup ToGroup(string value) => new(value, _count, _processes, _leaking, _bytesPerHour, _hoursToLimit, _heapBytes, _rssBytes);

        private void Add(int count, int processes, int leaking, double bytesPerHour, double? hoursToLimit, long heapBytes, long rssBytes)
        {
            _count += count;
            _processes += processes;
            _leaking += leaking;
            _bytesPerHour += bytesPerHour;
            _hoursToLimit = _hoursToLimit is { } soonest && !(hoursToLimit < soonest) ? soonest : hoursToLimit;
            _heapBytes += heapBytes;
            _rssBytes += rssBytes;
        }
    }
}
