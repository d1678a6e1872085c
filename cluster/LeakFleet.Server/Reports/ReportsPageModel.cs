using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Pages;

namespace LeakFleet.Server.Reports;

/// <summary>Everything the page of reports, alerts and receivers shows.</summary>
/// <param name="AlertRoundFault">Why the alerts are those of an earlier round; empty when they are not.</param>
/// <param name="ReportRoundFault">Why reports that are due are not made yet; empty when none waits.</param>
/// <param name="StoreFault">Why what agents send is not written at the moment; empty when it is.</param>
/// <param name="MayChange">Whether who looks at it may silence, run and try again.</param>
/// <param name="Silence">The form for a new silence.</param>
public sealed record ReportsPageModel(
    PageFrame Frame,
    IReadOnlyList<ReportSchedule> Schedules,
    IReadOnlyList<ReportEntry> Reports,
    string ReportFault,
    IReadOnlyList<Alert> Alerts,
    string AlertFault,
    string AlertRoundFault,
    string ReportRoundFault,
    string StoreFault,
    IReadOnlyList<Silence> Silences,
    IReadOnlyList<LaneStatus> Receivers,
    bool MayChange,
    SilenceForm Silence);
