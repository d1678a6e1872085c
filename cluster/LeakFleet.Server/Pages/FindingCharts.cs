using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Charts;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Pages;

/// <summary>The charts of a finding: what grows, in the replicas that leak and, muted, in versions that do not; over the clock and over the age of each process.</summary>
/// <param name="Measured">What is drawn, as a title.</param>
/// <param name="IsOfAType">Whether that is a type.</param>
/// <param name="LeftOut">How many affected replicas are not drawn, and why; empty when all are.</param>
/// <param name="Together">The types that grow together; null when there is only one.</param>
/// <param name="Forecast">Of the replica that runs out first; null when none has a limit.</param>
/// <param name="Usage">What that replica uses of its limit.</param>
public sealed record FindingCharts(
    string Measured, bool IsOfAType, ChartUnit Unit, IReadOnlyList<ChartSeries> OverClock, IReadOnlyList<ChartSeries> OverAge, string LeftOut, GrowingCharts? Together,
    ChartForecast? Forecast, IReadOnlyList<ChartSeries> Usage)
{
    private const int BackdropsDrawnMax = 2;

    internal static async Task<FindingCharts> Load(FindingLook look, IFleet fleet, CancellationToken cancellation)
    {
        // Versions side by side separate a regression from an old habit: what does not leak is drawn behind what does.
        var others = look.Others.Where(p => p.Verdict != Verdict.Leak && look.Finding.UnaffectedVersions.Contains(p.Version)).Take(BackdropsDrawnMax).ToList();
        var drawn = await FindingSeries.Of(look, fleet, ChartLine.ColoursMax, cancellation, others);
        var found = drawn.Series;
        var (clock, age) = (new List<ChartSeries>(), new List<ChartSeries>());
        foreach (var series in found)
        {
            var process = series.Detail.Summary;
            var isBackdrop = others.Exists(p => p.Key == process.Key);
            var line = new ChartSeries(Label(process), isBackdrop ? "does not leak" : Rate(series), $"/processes/{process.Key}", isBackdrop, series.Samples);
            clock.Add(line);
            age.Add(line.ByAge(process.StartedUnixMilliseconds));
        }

        var (forecast, usage) = await Forecasts(look, fleet, cancellation);
        return new FindingCharts(
            Title(look, found), FindingSeries.DrawnType(look).Length > 0, found.Count > 0 && found[0].Measure is { } measure ? MeasureWords.Unit(measure.Measure) : ChartUnit.Bytes, clock, age,
            drawn.LeftOut("drawn", ChartLine.ColoursMax), GrowingCharts.Of(look, [.. found.Select(f => f.Detail)]), forecast, usage);
    }

    internal static string Label(ProcessSummary process) =>
        FormattableString.Invariant($"{Printable.Show(process.Version, 40)} · {process.Key.Node} · pid {process.Key.Pid}").TrimStart(' ', '·');

    private static string Title(FindingLook look, IReadOnlyList<FindingSeries> found) => FindingSeries.DrawnType(look) switch
    {
        { Length: > 0 } type => $"Bytes held by {Printable.Show(type, 120)}",
        _ when found.Count > 0 && found[0].Measure is { } measure => MeasureWords.Title(measure.Measure),
        _ => "Resident memory",
    };

    private static string Rate(FindingSeries series) =>
        series.Type is { } type ? Quantity.BytesPerHour(type.BytesPerHour)
        : series.Measure is { PerHour: not 0 } measure ? MeasureWords.Unit(measure.Measure).PerHour(measure.PerHour)
        : "";

    private static async Task<(ChartForecast?, IReadOnlyList<ChartSeries>)> Forecasts(FindingLook look, IFleet fleet, CancellationToken cancellation)
    {
        var first = look.Replicas.Where(p => !p.Exited).Select(p => (Process: p, Leak: FindingLook.Leak(p, look.Finding.OwnFingerprint)))
            .Where(p => p.Leak?.HoursToLimit is not null).OrderBy(p => p.Leak!.HoursToLimit).FirstOrDefault();
        if (first.Leak is not { HoursToLimit: { } hours } leak || await fleet.Process(first.Process.Key, 0, cancellation) is not { RssBytes.Count: > 1 } detail) return (null, []);
        var last = detail.RssBytes[^1];
        // The limit that ends it: its container's, or what its node has left, which is where this rate gets to in that time.
        var limit = detail.Summary.ContainerLimitBytes > 0 ? detail.Summary.ContainerLimitBytes : last.Value + (leak.BytesPerHour * hours);
        if (!(limit > last.Value)) return (null, []);
        return (
            new ChartForecast(last.UnixMilliseconds, last.Value, limit, hours, leak.HoursToLimitLow ?? hours, leak.HoursToLimitHigh),
            [new ChartSeries(Label(detail.Summary), "resident memory", $"/processes/{detail.Summary.Key}", false, detail.RssBytes)]);
    }
}
