namespace LeakFleet.Server.Rounds;

/// <summary>How it stands with alerts, reports and their delivery, as only the server that runs them knows. What works has an empty fault.</summary>
/// <param name="AlertRoundFault">Why the alerts are those of an earlier round.</param>
/// <param name="AlertStoreFault">Why alerts are kept in memory only.</param>
/// <param name="ReportRoundFault">Why reports that are due are not made yet.</param>
/// <param name="ReportStoreFault">Why reports are kept in memory only.</param>
public sealed record RoundsHealth(string AlertRoundFault, string AlertStoreFault, string ReportRoundFault, string ReportStoreFault, IReadOnlyList<ReceiverHealth> Receivers);
