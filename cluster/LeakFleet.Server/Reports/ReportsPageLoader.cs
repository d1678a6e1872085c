using LeakFleet.Fleet;
using LeakFleet.Server.Access;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Pages;
using LeakFleet.Server.Rounds;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Reports;

/// <summary>Gathers what the page of reports, alerts and receivers shows.</summary>
internal sealed class ReportsPageLoader(ReportDesk desk, ReportArchive archive, AlertDesk alerts, FleetRounds rounds, IFleet fleet, TimeProvider clock)
{
    public const string Path = "/reports";

    public async Task<ReportsPageModel> Load(HttpContext context, SilenceForm form) => new(
        PageFrame.Of(context, Path, clock), desk.Schedules, archive.Index.Entries, alerts.Alerts, rounds.Health, fleet.StoreFault, await alerts.Silences(context.RequestAborted),
        rounds.Receivers, context.User.IsInRole(Role.Admin), form);
}
