namespace LeakFleet.Cli.Histograms;

/// <summary>
/// The most objects each type ever had, and which types have more now. Peaks rather than the last look, after <c>objgraph.show_growth</c> for Python: what
/// merely goes up and down is told once, when it reaches a new height, and a partial look cannot make the next one look like growth.
/// </summary>
internal sealed class GrowthPeaks
{
    /// <summary>Types remembered; what comes after is not compared. A program that makes types without an end would fill this one too.</summary>
    public const int TypesMax = 1 << 18;

    private readonly Dictionary<(string, string), (long Count, long Bytes)> _peaks = [];

    /// <summary>The types whose count exceeds its peak, most grown first; all of them in the first look.</summary>
    public List<TypeChange> Observe(IEnumerable<TypeEntry> types, bool byBytes)
    {
        var grown = new List<TypeChange>();
        foreach (var type in types)
        {
            var isKnown = _peaks.TryGetValue(type.GetKey(), out var peak);
            if (type.Count <= peak.Count || (!isKnown && _peaks.Count >= TypesMax)) continue;
            _peaks[type.GetKey()] = (type.Count, type.Bytes);
            grown.Add(new TypeChange(
                type.Name, type.Assembly, isKnown ? TypeChange.Changed : TypeChange.New,
                type.Count, type.Count - peak.Count, type.Bytes, type.Bytes - peak.Bytes));
        }
        grown.Sort((a, b) => byBytes ? b.BytesDelta.CompareTo(a.BytesDelta) : b.CountDelta.CompareTo(a.CountDelta));
        return grown;
    }
}
