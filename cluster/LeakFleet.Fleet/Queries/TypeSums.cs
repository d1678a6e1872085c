using System.Runtime.CompilerServices;

namespace LeakFleet.Fleet;

/// <summary>Types, summed over processes.</summary>
internal static class TypeSums
{
    /// <summary>Services named for each type; a type of the framework is in all of them.</summary>
    private const int ServicesMax = 64;

    public static IReadOnlyList<FleetType> Of(FleetPart part, ListQuery query)
    {
        var sums = new Dictionary<(string Type, string Assembly), Sum>();
        // Names of the same type are mostly the same text in memory: whether it is asked for, and where it is summed, is looked up once for each text.
        var known = new Dictionary<(Same Type, Same Assembly), Sum?>();
        foreach (var process in part.Among(query.Filter))
        {
            if (!ItemMatch.CountsTowards(query, process)) continue;
            foreach (var type in process.Types)
            {
                var text = (new Same(type.Type), new Same(type.Assembly));
                if (!known.TryGetValue(text, out var sum)) known[text] = sum = ItemMatch.IsNamed(query, type) ? Find(sums, type) : null;
                sum?.Add(process, type);
            }
        }

        return [.. sums.Select(s => s.Value.ToType(s.Key.Type, s.Key.Assembly))];
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

    /// <summary>Null when there is no room for another type.</summary>
    private static Sum? Find(Dictionary<(string Type, string Assembly), Sum> sums, TypeSummary type)
    {
        if (sums.TryGetValue((type.Type, type.Assembly), out var sum)) return sum;
        if (sums.Count >= QueryLimits.GroupsMax) return null;
        sums.Add((type.Type, type.Assembly), sum = new Sum());
        return sum;
    }

    /// <summary>A text by where it lies, not by what it says.</summary>
    private readonly struct Same(string text) : IEquatable<Same>
    {
        private readonly string _text = text;

        public bool Equals(Same other) => ReferenceEquals(_text, other._text);

        public override bool Equals(object? obj) => obj is Same other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(_text);
    }

    private sealed class Sum
    {
        private readonly SortedSet<string> _services = new(StringComparer.Ordinal);
        private string _lastService = "";
        private int _processes;
        private int _growing;
        private long _count;
        private long _bytes;
        private double _bytesPerHour;

        public void Add(ProcessSummary process, TypeSummary type)
        {
            if (_services.Count < ServicesMax && !ReferenceEquals(_lastService, process.Service)) _services.Add(_lastService = process.Service);
            _processes++;
            if (type.Grows) _growing++;
            _count += Math.Max(0, type.Count);
            _bytes += Math.Max(0, type.Bytes);
            if (type.Grows && double.IsFinite(type.BytesPerHour)) _bytesPerHour += type.BytesPerHour;
        }

        public FleetType ToType(string type, string assembly) => new(type, assembly, [.. _services], _processes, _growing, _count, _bytes, _bytesPerHour);
    }
}
