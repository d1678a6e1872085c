namespace LeakFleet.Fleet;

/// <summary>Types, summed over processes.</summary>
internal static class TypeSums
{
    /// <summary>Services named for each type; a type of the framework is in all of them.</summary>
    private const int ServicesMax = 64;

    public static IReadOnlyList<FleetType> Of(FleetPart part, ListQuery query)
    {
        var sums = new Dictionary<(string, string), Sum>();
        foreach (var process in part.Processes.Where(p => ItemMatch.CountsTowards(query, p)))
        {
            foreach (var type in process.Types)
            {
                if (!ItemMatch.IsNamed(query, type)) continue;
                if (sums.TryGetValue((type.Type, type.Assembly), out var sum)) sum.Add(process, type);
                else if (sums.Count < QueryLimits.GroupsMax) (sums[(type.Type, type.Assembly)] = new Sum()).Add(process, type);
            }
        }

        return [.. sums.Select(s => s.Value.ToType(s.Key.Item1, s.Key.Item2))];
    }

    public static IReadOnlyList<FleetType> Add(IReadOnlyList<IReadOnlyList<FleetType>> parts)
    {
        if (parts.Count == 1) return parts[0];
        return
        [
            .. parts.SelectMany(p => p).GroupBy(t => (t.Type, t.Assembly)).Take(QueryLimits.GroupsMax).Select(g => new FleetType(
                g.Key.Type, g.Key.Assembly, [.. g.SelectMany(t => t.Services).Distinct(StringComparer.Ordinal).Take(ServicesMax)],
                g.Sum(t => t.Processes), g.Sum(t => t.Growing), g.Sum(t => t.Count), g.Sum(t => t.Bytes), g.Sum(t => t.BytesPerHour))),
        ];
    }

    private sealed class Sum
    {
        private readonly SortedSet<string> _services = new(StringComparer.Ordinal);
        private int _processes;
        private int _growing;
        private long _count;
        private long _bytes;
        private double _bytesPerHour;

        public void Add(ProcessSummary process, TypeSummary type)
        {
            if (_services.Count < ServicesMax) _services.Add(process.Service);
            _processes++;
            if (type.Grows) _growing++;
            _count += Math.Max(0, type.Count);
            _bytes += Math.Max(0, type.Bytes);
            if (type.Grows && double.IsFinite(type.BytesPerHour)) _bytesPerHour += type.BytesPerHour;
        }

        public FleetType ToType(string type, string assembly) => new(type, assembly, [.. _services], _processes, _growing, _count, _bytes, _bytesPerHour);
    }
}
