using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Charts;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Pages;

/// <summary>Gathers what the front page shows. Series are asked for only where they are drawn, so the page costs the same for ten processes and ten thousand.</summary>
internal sealed class FleetPageLoader(IFleet fleet, AgentRegistry agents, TimeProvider clock)
{
    private const int FindingsShownMax = 20;
    private const int FindingsChartedMax = 3;
    private const int ReplicasDrawnMax = ChartLine.ColoursMax;
    private const int BackdropsDrawnMax = 2;
    private const int RowsMax = 100;

    private readonly Dictionary<ProcessKey, ProcessDetail?> _details = [];

    public async Task<FleetPageModel> Load(int page, int refreshSeconds, CancellationToken cancellation)
    {
        var processes = await fleet.Processes(cancellation);
        var findings = await fleet.Findings(cancellation);
        var pages = Math.Max(1, (processes.Count + RowsMax - 1) / RowsMax);
        page = Math.Clamp(page, 1, pages);

        var cards = new List<FindingCardModel>();
        foreach (var finding in findings.Take(FindingsShownMax)) cards.Add(await Card(finding, cards.Count, processes, cancellation));
        var rows = new List<ProcessRow>();
        foreach (var process in processes.Skip((page - 1) * RowsMax).Take(RowsMax))
            rows.Add(new ProcessRow(process, (await Detail(process.Key, cancellation))?.HeapBytes ?? []));

        return new FleetPageModel(
            clock.GetUtcNow(), refreshSeconds, processes.Count, Count(processes, Verdict.Leak), Count(processes, Verdict.WarmingUp),
            Count(processes, Verdict.Learning), agents.List().Count(a => a.Connected), cards, Math.Max(0, findings.Count - cards.Count),
            rows, page, pages, ((page - 1) * RowsMax) + 1);
    }

    private async Task<FindingCardModel> Card(
        FleetFinding finding, int index, IReadOnlyList<ProcessSummary> processes, CancellationToken cancellation)
    {
        var id = FormattableString.Invariant($"finding-{index + 1}");
        if (index >= FindingsChartedMax) return new FindingCardModel(id, finding, [], 0);

        var series = new List<ChartSeries>();
        var drawn = await TypeDrawn(finding, cancellation);
        foreach (var key in finding.Processes.Take(ReplicasDrawnMax))
            if (await Line(key, drawn, isBackdrop: false, cancellation) is { } line) series.Add(line);

        // Versions side by side separate a regression from an old habit: what does not leak is drawn behind what does.
        var others = processes.Where(p => p.Service == finding.Service && p.Verdict != Verdict.Leak && finding.UnaffectedVersions.Contains(p.Version));
        foreach (var process in others.Take(BackdropsDrawnMax))
            if (await Line(process.Key, drawn, isBackdrop: true, cancellation) is { } line) series.Add(line);
        return new FindingCardModel(id, finding, series, Math.Max(0, finding.Processes.Count - ReplicasDrawnMax));
    }

    /// <summary>A finding has the name a person would give; the series is that of the type that showed it, perhaps a container or an array of what is named.</summary>
    private async Task<string> TypeDrawn(FleetFinding finding, CancellationToken cancellation)
    {
        foreach (var key in finding.Processes.Take(ReplicasDrawnMax))
        {
            if ((await Detail(key, cancellation))?.Summary.Finding is { Growing: [var leading, ..] } own && own.Fingerprint == finding.Fingerprint)
                return leading.Type;
        }

        return finding.Type;
    }

    private async Task<ChartSeries?> Line(ProcessKey key, string drawn, bool isBackdrop, CancellationToken cancellation)
    {
        if (await Detail(key, cancellation) is not { } detail) return null;
        var type = detail.Types.FirstOrDefault(t => t.Type == drawn);
        if (type is null) return null;
        var label = FormattableString.Invariant($"{Printable.Show(detail.Summary.Version, 40)} · {key.Node} · pid {key.Pid}").TrimStart(' ', '·');
        var note = isBackdrop ? "does not leak" : Quantity.BytesPerHour(type.BytesPerHour);
        return new ChartSeries(label, note, $"/processes/{key}", isBackdrop, type.Series);
    }

    private async Task<ProcessDetail?> Detail(ProcessKey key, CancellationToken cancellation)
    {
        if (_details.TryGetValue(key, out var known)) return known;
        return _details[key] = await fleet.Process(key, cancellation: cancellation);
    }

    private static int Count(IReadOnlyList<ProcessSummary> processes, Verdict verdict) => processes.Count(p => p.Verdict == verdict && !p.Exited);
}
