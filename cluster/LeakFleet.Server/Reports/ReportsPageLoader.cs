using LeakFleet.Fleet;
using LeakFleet.Server.Access;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Pages;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Reports;

/// <summary>Gathers what the page of reports, alerts and receivers shows.</summary>
internal sealed class ReportsPageLoader(ReportDesk desk, ReportArchive archive, AlertDesk alerts, DeliveryDesk deliveries, AlertmanagerFeeds feeds, IFleet fleet, TimeProvider clock)
{
    public const string Path = "/reports";

    public async Task<ReportsPageModel> Load(HttpContext context, SilenceForm form) => new(
        PageFrame.Of(context, Path, clock), desk.Schedules, archive.Index.Entries, archive.Fault, alerts.Alerts, alerts.StoreFault, alerts.RoundFault, desk.RoundFault, fleet.StoreFault, await alerts.Silences(context.RequestAborted),
        [.. deliveries.Lanes.Select(l => l.Status()), .. feeds.All.Select(f => f.Status())], context.User.IsInRole(Role.Admin), form);
}
