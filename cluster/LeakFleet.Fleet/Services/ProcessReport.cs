using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What a process monitor tells its service: always the full current set of findings, so that the next report repairs a lost one.</summary>
public sealed record ProcessReport(
    ProcessKey Process,
    string Service,
    string Version,
    Verdict Verdict,
    bool Exited,
    IReadOnlyList<Finding> Findings,
    long UnixMilliseconds);
