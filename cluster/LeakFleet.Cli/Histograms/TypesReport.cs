namespace LeakFleet.Cli.Histograms;

/// <summary>What <c>leakfleet types --json</c> and <c>leakfleet count --json</c> print: some of the types, largest first.</summary>
/// <param name="Type">The name or wildcard that chose them; null for all.</param>
/// <param name="TypesMatching">How many there are, shown or not.</param>
/// <param name="Count">Objects of all that match.</param>
internal sealed record TypesReport(LookInfo Look, string? Type, int TypesMatching, long Count, long Bytes, IReadOnlyList<TypeEntry> Types)
{
    public static TypesReport Of(SavedHistogram histogram, TypeFilter filter, bool byCount, int top)
    {
        var matching = filter.Of(histogram.Types).ToList();
        if (byCount) matching.Sort((a, b) => b.Count.CompareTo(a.Count));
        return new TypesReport(
            histogram.Look, filter.Pattern, matching.Count, matching.Sum(type => type.Count), matching.Sum(type => type.Bytes),
            [.. matching.Take(top)]);
    }
}
