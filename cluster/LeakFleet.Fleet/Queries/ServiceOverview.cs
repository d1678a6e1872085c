namespace LeakFleet.Fleet;

/// <summary>One service over all its replicas. Exited processes count only as having leaked.</summary>
/// <param name="Versions">Its versions, oldest first, with replicas that leak of replicas there are.</param>
/// <param name="Replicas">Processes that run.</param>
/// <param name="Leaking">Those of them with a finding.</param>
/// <param name="OpenFindings">Findings that are not resolved.</param>
/// <param name="BytesPerHour">Growth of its findings in all affected replicas together.</param>
/// <param name="HoursToLimit">Of the replica that runs out first; null when none has a limit, or none leaks.</param>
public sealed record ServiceOverview(
    string Service,
    IReadOnlyList<VersionCount> Versions,
    int Replicas,
    int Leaking,
    int OpenFindings,
    double BytesPerHour,
    double? HoursToLimit,
    long HeapBytes,
    long RssBytes,
    long LastSeenUnixMilliseconds);
