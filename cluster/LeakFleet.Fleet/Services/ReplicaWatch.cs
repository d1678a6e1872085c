using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>How long a process has been watched.</summary>
internal static class ReplicaWatch
{
    /// <summary>Of the time needed: replicas started together are not sampled together.</summary>
    private const double WatchShare = 0.75;

    public static long Milliseconds(ProcessReport report) =>
        report.FirstSampleUnixMilliseconds < 0 ? 0 : Math.Max(0, report.LastSampleUnixMilliseconds - report.FirstSampleUnixMilliseconds);

    /// <summary>Long enough to be called unaffected by a leak that took so long to be noticed elsewhere. Where nothing tells how long, its own verdict does.</summary>
    public static bool IsLongEnough(ProcessReport report, long neededMilliseconds) =>
        report.Verdict != Verdict.Learning
        && (report.FirstSampleUnixMilliseconds < 0 ? report.Verdict != Verdict.WarmingUp : Milliseconds(report) >= WatchShare * neededMilliseconds);
}
