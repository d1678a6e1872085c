namespace LeakFleet.Detection;

/// <summary>Compares affected and unaffected replicas attribute by attribute.</summary>
public static class AttributePivots
{
    /// <summary>Named at most.</summary>
    public const int PivotsMax = 5;

    /// <summary>Values of one attribute counted at most: what has more is an identity, such as a pod's uid, and explains nothing.</summary>
    public const int ValuesMax = 128;

    /// <summary>Attributes compared at most, those that most replicas have.</summary>
    public const int AttributesMax = 256;

    private const double PValueMax = 0.05;

    /// <summary>Most significant first; none when nothing stands out. The order of the replicas does not matter.</summary>
    public static IReadOnlyList<Pivot> Find(IReadOnlyCollection<(bool Affected, IReadOnlyDictionary<string, string> Attributes)> replicas)
    {
        var affected = replicas.Count(r => r.Affected);
        var total = replicas.Count;
        if (affected == 0 || affected == total) return [];
        var tested = new List<Pivot>();
        foreach (var (attribute, values) in Count(replicas).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (values.Count > ValuesMax) continue;
            foreach (var (value, (with, withAffected)) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                // What a single replica has, or all of them, cannot be told from chance and is no test.
                if (with < 2 || with == total) continue;
                tested.Add(new Pivot(
                    attribute, value, withAffected, affected, with - withAffected, total - affected,
                    (double)withAffected / affected / ((double)with / total), FisherExact.Upper(withAffected, affected, with, total)));
            }
        }

        tested.Sort((x, y) =>
        {
            var order = x.PValue.CompareTo(y.PValue);
            if (order == 0) order = y.Lift.CompareTo(x.Lift);
            if (order == 0) order = string.CompareOrdinal(x.Attribute, y.Attribute);
            return order != 0 ? order : string.CompareOrdinal(x.Value, y.Value);
        });
        var corrected = 1.0;
        for (var i = tested.Count - 1; i >= 0; i--)
        {
            corrected = Math.Min(corrected, tested[i].PValue * tested.Count / (i + 1));
            tested[i] = tested[i] with { PValue = corrected };
        }

        return [.. tested.TakeWhile(p => p.PValue <= PValueMax).Take(PivotsMax)];
    }

    private static Dictionary<string, Dictionary<string, (int With, int Affected)>> Count(
        IReadOnlyCollection<(bool Affected, IReadOnlyDictionary<string, string> Attributes)> replicas)
    {
        var attributes = replicas.SelectMany(r => r.Attributes.Keys).GroupBy(name => name, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(AttributesMax)
            .ToDictionary(g => g.Key, _ => new Dictionary<string, (int With, int Affected)>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (isAffected, own) in replicas)
        {
            foreach (var (attribute, value) in own)
            {
                if (!attributes.TryGetValue(attribute, out var values)) continue;
                // One above the bound says that there are too many.
                if (!values.TryGetValue(value, out var counts) && values.Count > ValuesMax) continue;
                values[value] = (counts.With + 1, counts.Affected + (isAffected ? 1 : 0));
            }
        }

        return attributes;
    }
}
