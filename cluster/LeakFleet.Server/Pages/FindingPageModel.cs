using LeakFleet.Fleet;
using LeakFleet.Server.Api;

namespace LeakFleet.Server.Pages;

/// <summary>Everything the page of a finding shows, loaded.</summary>
/// <param name="OtherServices">Services that have the same leak.</param>
/// <param name="RuledOut">Harmless explanations that do not hold: what, and why.</param>
/// <param name="Rows">The affected replicas, as many as are shown.</param>
public sealed record FindingPageModel(
    PageFrame Frame,
    FleetFinding Finding,
    Finding? Own,
    IReadOnlyList<string> OtherServices,
    IReadOnlyList<(string Title, string Reason)> RuledOut,
    FindingCharts Charts,
    IReadOnlyList<ProcessRow> Rows,
    int ReplicasLeftOut)
{
    /// <summary>What keeps the objects alive; null while no agent has found out.</summary>
    public RetentionResponse? Retention => Finding.Retention?.ToResponse();
}
