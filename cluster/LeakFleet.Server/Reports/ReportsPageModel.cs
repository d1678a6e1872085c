using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Pages;

namespace LeakFleet.Server.Reports;

/// <summary>Everything the page of reports, alerts and receivers shows.</summary>
public sealed record ReportsPageModel(
    PageFrame Frame,
    IReadOnlyList<ReportSchedule> Schedules,
    IReadOnlyList<ReportEntry> Reports,
    string ReportFault,
    IReadOnlyList<Alert> Alerts,
    string AlertFault,
    IReadOnlyList<Silence> Silences,
    IReadOnlyList<LaneStatus> Receivers);
