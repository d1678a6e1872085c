using LeakFleet.Fleet;
using LeakFleet.Server.Api;

namespace LeakFleet.Server.Pages;

/// <summary>Everything the page of a finding shows, loaded.</summary>
/// <param name="OtherServices">Services that have the same leak.</param>
/// <param name="RuledOut">Harmless explanations that do not hold: what, and why.</param>
/// <param name="MayChange">Whether who looks at it may silence it and have its holders looked for.</param>
/// <param name="IsAsked">Whether that was just asked for.</param>
/// <param name="Rows">The affected replicas, as many as are shown.</param>
public sealed record FindingPageModel(
    PageFrame Frame,
    FleetFinding Finding,
    Finding? Own,
    IReadOnlyList<string> OtherServices,
    IReadOnlyList<(string Title, string Reason)> RuledOut,
    FindingCharts Charts,
    IReadOnlyList<ProcessRow> Rows,
    int ReplicasLeftOut,
    bool MayChange,
    bool IsAsked)
{
    /// <summary>What keeps the objects alive; null while no agent has found out.</summary>
    public RetentionResponse? Retention => Finding.Retention?.ToResponse();
}
