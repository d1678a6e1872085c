using System.Globalization;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// The strongest evidence there is that a leak matters: the kernel killed the process for want of memory. Where it counts no such kill that the agent can see, the exit
/// status alone says less: others send the same signal. How much of the memory was in use then tells them apart.
/// </summary>
internal static class OutOfMemoryEvidence
{
    /// <summary>128 and the number of SIGKILL.</summary>
    private const long Killed = 137;

    /// <summary>Of the limit, at the last look: memory is told every quarter of a minute, in which a fast leak goes on.</summary>
    private const double NearLimit = 0.9;

    public static IReadOnlyList<Finding> AddTo(IReadOnlyList<Finding> findings, MonitorState state)
    {
        if (findings.Count == 0) return findings;
        if (state.OutOfMemoryUnixMilliseconds >= 0)
        {
            var time = Time(state.OutOfMemoryUnixMilliseconds);
            return Add(findings, $"OOM killed at {time}{(state.ExitStatus == Killed ? $" (exit status {Killed})" : "")}", isOutOfMemory: true);
        }

        if (state.ExitStatus != Killed || state.ExitedUnixMilliseconds < 0) return findings;
        var what = $"Killed at {Time(state.ExitedUnixMilliseconds)} (exit status {Killed}; no kill for want of memory was counted)";
        if (state.Memory is not { ContainerLimitBytes: > 0, ContainerUsageBytes: >= 0 } memory) return Add(findings, what, isOutOfMemory: false);
        var used = (double)memory.ContainerUsageBytes / memory.ContainerLimitBytes;
        var isNear = used >= NearLimit;
        return Add(findings, string.Create(CultureInfo.InvariantCulture, $"{what}, {(isNear ? "probably for want of memory: " : "")}{100 * used:0} % of its container's memory was in use"), isNear);
    }

    // A forecast is what was said while it lived: its last memory message has made it short, but that there was one does not change.
    private static IReadOnlyList<Finding> Add(IReadOnlyList<Finding> findings, string what, bool isOutOfMemory) =>
        [.. findings.Select(f => f with { Evidence = [.. f.Evidence, isOutOfMemory && f.HoursToLimit is not null ? $"{what}, as forecast." : $"{what}."] })];

    private static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
