using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Label">Names the line in the legend and in hover texts.</param>
/// <param name="Note">What the legend adds, such as the rate; empty for nothing.</param>
/// <param name="Href">Where the legend leads; null for nowhere.</param>
/// <param name="IsBackdrop">Drawn muted, for comparison: a version that does not leak.</param>
public sealed record ChartSeries(string Label, string Note, string? Href, bool IsBackdrop, IReadOnlyList<Sample> Points)
{
    /// <summary>The same over the age of a process. Where nobody told the start, the first sample stands for it.</summary>
    internal ChartSeries ByAge(long startedUnixMilliseconds)
    {
        if (Points.Count == 0) return this;
        var start = startedUnixMilliseconds > 0 ? Math.Min(startedUnixMilliseconds, Points[0].UnixMilliseconds) : Points[0].UnixMilliseconds;
        return this with { Points = [.. Points.Select(s => new Sample(s.UnixMilliseconds - start, s.Value))] };
    }
}
