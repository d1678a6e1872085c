using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Label">Names the line in the legend and in hover texts.</param>
/// <param name="Note">What the legend adds, such as the rate; empty for nothing.</param>
/// <param name="Href">Where the legend leads; null for nowhere.</param>
/// <param name="IsBackdrop">Drawn muted, for comparison: a version that does not leak.</param>
public sealed record ChartSeries(string Label, string Note, string? Href, bool IsBackdrop, IReadOnlyList<Sample> Points);
