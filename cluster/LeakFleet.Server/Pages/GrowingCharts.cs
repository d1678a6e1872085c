using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Charts;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Pages;

/// <summary>The types that grow together, a line for each, in one replica: over the clock and over its age.</summary>
/// <param name="Replica">Which one.</param>
public sealed record GrowingCharts(string Replica, IReadOnlyList<ChartSeries> OverClock, IReadOnlyList<ChartSeries> OverAge, int TypesLeftOut)
{
    private const int NameCharsMax = 100;

    /// <summary>Of the replica that tells most of them; null when fewer than two are told.</summary>
    internal static GrowingCharts? Of(FindingLook look, IReadOnlyList<ProcessDetail> replicas)
    {
        var affected = look.Finding.Processes.ToHashSet();
        var told = replicas.Where(r => affected.Contains(r.Summary.Key)).Select(r => (Detail: r, Lines: Lines(look, r))).MaxBy(r => r.Lines.Count);
        if (told.Detail is not { Summary: { } process } || told.Lines.Count < 2) return null;
        var drawn = told.Lines.Take(ChartLine.ColoursMax).ToList();
        return new GrowingCharts(
            FindingCharts.Label(process), drawn, [.. drawn.Select(line => line.ByAge(process.StartedUnixMilliseconds))], Math.Max(0, look.Growing.Count - drawn.Count));
    }

    private static List<ChartSeries> Lines(FindingLook look, ProcessDetail replica)
    {
        var lines = new List<ChartSeries>();
        foreach (var growing in look.Growing)
        {
            if (replica.Types.FirstOrDefault(t => t.Type == growing.Type) is { Series.Count: > 0 } type)
                lines.Add(new ChartSeries(Printable.Show(type.Type, NameCharsMax), Quantity.BytesPerHour(type.BytesPerHour), Links.Type(type.Type), false, type.Series));
        }

        return lines;
    }
}
