using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Charts;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>Gathers what the page of a service shows; null when there is no such service.</summary>
internal sealed class ServicePageLoader(IFleet fleet, TimeProvider clock)
{
    private const int FindingsMax = 25;
    private const int RowsMax = 50;

    public async Task<ServicePageModel?> Load(HttpContext context, string service)
    {
        var cancellation = context.RequestAborted;
        if (Query(QueryTarget.Services, service, 1) is not { } query) return null;
        if ((await fleet.Services(query, cancellation)).Items is not [var overview]) return null;
        var findings = (await fleet.Findings(Query(QueryTarget.Findings, service, FindingsMax)!, cancellation)).Items;
        var cards = new List<FindingCardModel>();
        foreach (var finding in findings)
        {
            // The most urgent one is drawn; the others are a click away.
            var charts = cards.Count == 0 ? await FindingCharts.Load(await FindingLook.Of(fleet, finding, [], cancellation), fleet, cancellation) : null;
            cards.Add(new FindingCardModel(FormattableString.Invariant($"finding-{cards.Count + 1}"), finding, charts));
        }

        var processes = await fleet.Processes(Query(QueryTarget.Processes, service, RowsMax)!, cancellation);
        var rows = await ProcessRows.Load(fleet, processes.Items, cancellation);
        return new ServicePageModel(PageFrame.Of(context, "/services", clock), overview, cards, Heaps(rows), rows, processes.Total);
    }

    private ListQuery? Query(QueryTarget target, string service, int limit) =>
        ListQueryReader.Read(new Dictionary<string, string> { ["service"] = service }, target, clock.GetUtcNow(), out _) is { } query && !query.Filter.Terms.Any(t => t.Pattern.IsWildcard)
            ? query with { Limit = limit } : null;

    private static IReadOnlyList<ChartSeries> Heaps(IReadOnlyList<ProcessRow> rows) =>
    [
        .. rows.Where(r => !r.Process.Exited && r.HeapBytes.Count > 0).OrderByDescending(r => r.Process.HeapBytes).Take(ChartLine.ColoursMax).Select(r => new ChartSeries(
            FormattableString.Invariant($"{Printable.Show(r.Process.Version, 40)} · {r.Process.Key.Node} · pid {r.Process.Key.Pid}").TrimStart(' ', '·'),
            Quantity.BytesIfKnown(r.Process.HeapBytes), $"/processes/{r.Process.Key}", false,
            [.. r.HeapBytes.Select(s => new Sample(s.UnixMilliseconds - Start(r), s.Value))])),
    ];

    private static long Start(ProcessRow row) => row.Process.StartedUnixMilliseconds > 0 ? Math.Min(row.Process.StartedUnixMilliseconds, row.HeapBytes[0].UnixMilliseconds) : row.HeapBytes[0].UnixMilliseconds;
}
