using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Pages;
using LeakFleet.Server.Rounds;

namespace LeakFleet.Server.Reports;

/// <summary>Everything the page of reports, alerts and receivers shows.</summary>
/// <param name="StoreFault">Why what agents send is not written at the moment; empty when it is.</param>
/// <param name="MayChange">Whether who looks at it may silence, run and try again.</param>
/// <param name="Silence">The form for a new silence.</param>
public sealed record ReportsPageModel(
    PageFrame Frame,
    IReadOnlyList<ReportSchedule> Schedules,
    IReadOnlyList<ReportEntry> Reports,
    IReadOnlyList<Alert> Alerts,
    RoundsHealth Health,
    string StoreFault,
    IReadOnlyList<Silence> Silences,
    IReadOnlyList<LaneStatus> Receivers,
    bool MayChange,
    SilenceForm Silence);
