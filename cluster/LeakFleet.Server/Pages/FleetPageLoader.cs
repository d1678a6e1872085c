using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Api;
using LeakFleet.Server.Ingest;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>Gathers what the front page shows. Series are asked for only where they are drawn, so the page costs the same for ten processes and ten thousand.</summary>
internal sealed class FleetPageLoader(IFleet fleet, AgentRegistry agents, TimeProvider clock)
{
    private const int FindingsShownMax = 25;
    private const int FindingsChartedMax = 3;
    private const int RowsMax = 25;

    public async Task<FleetPageModel> Load(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (query, faults) = ListModel.Read(context, QueryTarget.Findings, FindingsShownMax, clock.GetUtcNow());
        var findings = await fleet.Findings(query, cancellation);
        var verdicts = await Verdicts(cancellation);

        var cards = new List<FindingCardModel>();
        foreach (var finding in findings.Items) cards.Add(await Card(finding, cards.Count, query.After is null, cancellation));
        var rows = await ProcessRows.Load(fleet, (await fleet.Processes(ListQuery.All(QueryTarget.Processes, RowsMax), cancellation)).Items, cancellation);
        return new FleetPageModel(
            PageFrame.Of(context, "/", clock), ListModel.Of(context, query, faults, findings), verdicts.Values.Sum(), verdicts.GetValueOrDefault("leak"),
            verdicts.GetValueOrDefault("warming-up"), verdicts.GetValueOrDefault("learning"), agents.List().Count(a => a.Connected), cards, rows);
    }

    private async Task<Dictionary<string, int>> Verdicts(CancellationToken cancellation)
    {
        var named = new Dictionary<string, string> { ["state"] = "running", ["group"] = "verdict" };
        var query = ListQueryReader.Read(named, QueryTarget.Processes, clock.GetUtcNow(), out _)!;
        return (await fleet.Groups(query, cancellation)).Items.ToDictionary(g => g.Value, g => g.Count);
    }

    private async Task<FindingCardModel> Card(FleetFinding finding, int index, bool isFirstPage, CancellationToken cancellation)
    {
        var id = FormattableString.Invariant($"finding-{index + 1}");
        if (index >= FindingsChartedMax || !isFirstPage) return new FindingCardModel(id, finding, null);
        return new FindingCardModel(id, finding, await FindingCharts.Load(await FindingLook.Of(fleet, finding, [], cancellation), fleet, cancellation));
    }
}
