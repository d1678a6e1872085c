using LeakFleet.Fleet;
using LeakFleet.Server.Access;
using LeakFleet.Server.Api;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>Gathers what the page of a finding shows; null when there is no such finding.</summary>
internal sealed class FindingPageLoader(IFleet fleet, TimeProvider clock)
{
    private const int RowsMax = 50;

    public async Task<FindingPageModel?> Load(HttpContext context, string fingerprint)
    {
        var cancellation = context.RequestAborted;
        if (await FindingLook.Find(fleet, fingerprint, context.Request.Query["service"].ToString(), cancellation) is not { } look) return null;
        var charts = await FindingCharts.Load(look, fleet, cancellation);
        var rows = await ProcessRows.Load(fleet, [.. look.Replicas.Take(RowsMax)], cancellation);
        return new FindingPageModel(
            PageFrame.Of(context, "/", clock), look.Finding, look.Own, look.OtherServices, [.. look.RuledOut.Select(r => (r.Title, r.Reason))], charts, rows,
            Math.Max(0, look.Replicas.Count - RowsMax), context.User.IsInRole(Role.Admin), context.Request.Query["asked"] == "yes");
    }
}
