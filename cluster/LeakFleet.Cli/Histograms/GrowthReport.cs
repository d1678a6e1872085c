namespace LeakFleet.Cli.Histograms;

/// <summary>One line of <c>leakfleet growth --json</c>.</summary>
/// <param name="LookNumber">From 1; the first has nothing to compare with, and tells the largest types.</param>
/// <param name="TypesMatching">Types that grew (all types in the first look), shown or not.</param>
internal sealed record GrowthReport(int LookNumber, LookInfo Look, int TypesMatching, IReadOnlyList<TypeChange> Types);
