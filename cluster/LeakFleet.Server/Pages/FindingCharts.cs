using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Charts;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Pages;

/// <summary>The charts of a finding: what grows, in the replicas that leak and, muted, in versions that do not; over the clock and over the age of each process.</summary>
/// <param name="Forecast">Of the replica that runs out first; null when none has a limit.</param>
/// <param name="Usage">What that replica uses of its limit.</param>
public sealed record FindingCharts(
    string Drawn, IReadOnlyList<ChartSeries> OverClock, IReadOnlyList<ChartSeries> OverAge, int ReplicasLeftOut, ChartForecast? Forecast, IReadOnlyList<ChartSeries> Usage)
{
    private const int BackdropsDrawnMax = 2;

    internal static async Task<FindingCharts> Load(FindingLook look, IFleet fleet, CancellationToken cancellation)
    {
        // Versions side by side separate a regression from an old habit: what does not leak is drawn behind what does.
        var others = look.Others.Where(p => p.Verdict != Verdict.Leak && look.Finding.UnaffectedVersions.Contains(p.Version)).Take(BackdropsDrawnMax).ToList();
        var found = await FindingSeries.Of(look, fleet, ChartLine.ColoursMax, cancellation, others);
        var (clock, age) = (new List<ChartSeries>(), new List<ChartSeries>());
        foreach (var (detail, type) in found)
        {
            var isBackdrop = others.Exists(p => p.Key == detail.Summary.Key);
            var samples = type?.Series ?? detail.RssBytes;
            var label = FormattableString.Invariant($"{Printable.Show(detail.Summary.Version, 40)} · {detail.Summary.Key.Node} · pid {detail.Summary.Key.Pid}").TrimStart(' ', '·');
            var note = isBackdrop ? "does not leak" : type is null ? "" : Quantity.BytesPerHour(type.BytesPerHour);
            var line = new ChartSeries(label, note, $"/processes/{detail.Summary.Key}", isBackdrop, samples);
            clock.Add(line);
            age.Add(line with { Points = ByAge(samples, detail.Summary.StartedUnixMilliseconds) });
        }

        var (forecast, usage) = await Forecasts(look, fleet, cancellation);
        return new FindingCharts(FindingSeries.Drawn(look), clock, age, Math.Max(0, look.Finding.Processes.Count - ChartLine.ColoursMax), forecast, usage);
    }

    /// <summary>Where nobody told the start, the first sample stands for it.</summary>
    private static IReadOnlyList<Sample> ByAge(IReadOnlyList<Sample> samples, long startedUnixMilliseconds)
    {
        if (samples.Count == 0) return samples;
        var start = startedUnixMilliseconds > 0 ? Math.Min(startedUnixMilliseconds, samples[0].UnixMilliseconds) : samples[0].UnixMilliseconds;
        return [.. samples.Select(s => new Sample(s.UnixMilliseconds - start, s.Value))];
    }

    private static async Task<(ChartForecast?, IReadOnlyList<ChartSeries>)> Forecasts(FindingLook look, IFleet fleet, CancellationToken cancellation)
    {
        var first = look.Replicas.Where(p => !p.Exited).Select(p => (Process: p, Leak: FindingLook.Leak(p, look.Finding.OwnFingerprint)))
            .Where(p => p.Leak?.HoursToLimit is not null).OrderBy(p => p.Leak!.HoursToLimit).FirstOrDefault();
        if (first.Leak is not { HoursToLimit: { } hours } leak || await fleet.Process(first.Process.Key, 0, cancellation) is not { RssBytes.Count: > 1 } detail) return (null, []);
        var last = detail.RssBytes[^1];
        // The limit that ends it: its container's, or what its node has left, which is where this rate gets to in that time.
        var limit = detail.Summary.ContainerLimitBytes > 0 ? detail.Summary.ContainerLimitBytes : last.Value + (leak.BytesPerHour * hours);
        if (!(limit > last.Value)) return (null, []);
        var label = FormattableString.Invariant($"{Printable.Show(detail.Summary.Version, 40)} · {detail.Summary.Key.Node} · pid {detail.Summary.Key.Pid}").TrimStart(' ', '·');
        return (
            new ChartForecast(last.UnixMilliseconds, last.Value, limit, hours, leak.HoursToLimitLow ?? hours, leak.HoursToLimitHigh),
            [new ChartSeries(label, "resident memory", $"/processes/{detail.Summary.Key}", false, detail.RssBytes)]);
    }
}
