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
            return Add(findings, $"OOM killed at {time}{(state.ExitStatus == Killed ? $" (exit status {Killed})" : "")}", HoursUnseen(state.OutOfMemoryUnixMilliseconds));
        }

        if (state.ExitStatus != Killed || state.ExitedUnixMilliseconds < 0) return findings;
        var what = $"Killed at {Time(state.ExitedUnixMilliseconds)} (exit status {Killed}; no kill for want of memory was counted)";
        if (state.Memory is not { ContainerLimitBytes: > 0, ContainerUsageBytes: >= 0 } memory) return Add(findings, what);
        var used = (double)memory.ContainerUsageBytes / memory.ContainerLimitBytes;
        var isNear = used >= NearLimit;
        return Add(findings, string.Create(CultureInfo.InvariantCulture, $"{what}, {(isNear ? "probably for want of memory: " : "")}{100 * used:0} % of its container's memory was in use"),
            isNear ? HoursUnseen(state.ExitedUnixMilliseconds) : null);

        // Since the forecast was last made.
        double HoursUnseen(long endedUnixMilliseconds) =>
            state.MemoryClock.LastUnixMilliseconds is >= 0 and var last ? Math.Max(0, endedUnixMilliseconds - last) / 3_600_000.0 : 0;
    }

    /// <param name="hoursUnseen">Null when it did not end for want of memory.</param>
    private static IReadOnlyList<Finding> Add(IReadOnlyList<Finding> findings, string what, double? hoursUnseen = null) =>
        [.. findings.Select(f => f with { Evidence = [.. f.Evidence, $"{what}{(hoursUnseen is { } hours ? Foretold(f, hours) : "")}."] })];

    /// <summary>By the last forecast made while it lived: its interval reaches down to now when the end is near.</summary>
    private static string Foretold(Finding finding, double hoursUnseen) => finding.HoursToLimitLow switch
    {
        null => "",
        { } low when low <= hoursUnseen => ", as forecast",
        { } low => string.Create(CultureInfo.InvariantCulture, $", sooner than forecast: not before {low:0.#} h from the last look on"),
    };

    private static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
