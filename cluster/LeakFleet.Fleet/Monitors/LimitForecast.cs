using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>When a process that grows reaches the limit of its container, or of its node.</summary>
internal static class LimitForecast
{
    /// <summary>Hours at this rate, 0 when the limit is reached; null without a limit, without a rate, or when nothing tells what is used.</summary>
    public static double? HoursToLimit(ProcessMemory? memory, double bytesPerHour)
    {
        if (memory is null || !(bytesPerHour > 0)) return null;
        var (limit, used) = (LimitBytes(memory), UsedBytes(memory));
        return limit < 0 || used < 0 ? null : Math.Max(0, limit - used) / bytesPerHour;
    }

    /// <summary>What counts against the limit: with one the container's usage, which holds more than this process; else what is resident. -1 when not known.</summary>
    public static long UsedBytes(ProcessMemory memory) =>
        memory is { ContainerLimitBytes: > 0, ContainerUsageBytes: >= 0 } ? memory.ContainerUsageBytes : ResidentBytes(memory);

    /// <summary>
    /// What the process may use at most; -1 when nobody tells. Without a limit of its own it is what it has, and what the node has left to give.
    /// </summary>
    public static long LimitBytes(ProcessMemory memory) =>
        memory.ContainerLimitBytes > 0 ? memory.ContainerLimitBytes
        : memory.NodeAvailableBytes >= 0 && ResidentBytes(memory) is >= 0 and var resident ? Saturating.Add(resident, memory.NodeAvailableBytes)
        : -1;

    /// <summary>Anonymous and file pages together; -1 when neither is known.</summary>
    public static long ResidentBytes(ProcessMemory memory) =>
        memory is { RssAnonymousBytes: < 0, RssFileBytes: < 0 } ? -1 : Saturating.Sum(memory.RssAnonymousBytes, memory.RssFileBytes, 0);
}
