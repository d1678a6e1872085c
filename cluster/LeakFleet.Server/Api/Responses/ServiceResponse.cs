namespace LeakFleet.Server.Api;

/// <summary>One service over all its replicas.</summary>
/// <param name="Versions">Oldest first, with how many replicas of each leak.</param>
/// <param name="Replicas">Processes that run.</param>
/// <param name="Leaking">Those of them with a finding.</param>
/// <param name="BytesPerHour">Growth of its findings in all affected replicas together.</param>
/// <param name="HoursToLimit">Of the replica that runs out first; null when none has a limit, or none leaks.</param>
public sealed record ServiceResponse(
    string Service,
    IReadOnlyList<VersionResponse> Versions,
    int Replicas,
    int Leaking,
    int OpenFindings,
    double? BytesPerHour,
    double? HoursToLimit,
    long HeapBytes,
    long RssBytes,
    DateTimeOffset LastSeenAt);
