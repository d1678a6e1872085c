using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>When a process that grows reaches its container's limit.</summary>
internal static class LimitForecast
{
    /// <summary>Hours at this rate, 0 when the limit is reached; null without a limit, without a rate, or when nothing tells what is used.</summary>
    public static double? HoursToLimit(ProcessMemory? memory, double bytesPerHour)
    {
        if (memory is not { ContainerLimitBytes: > 0 } || !(bytesPerHour > 0)) return null;
        // The kernel ends the container by its usage, which holds more than this process; resident bytes are the next best.
        var used = memory.ContainerUsageBytes >= 0 ? memory.ContainerUsageBytes : ResidentBytes(memory);
        return used < 0 ? null : Math.Max(0, memory.ContainerLimitBytes - used) / bytesPerHour;
    }

    /// <summary>Anonymous and file pages together; -1 when neither is known.</summary>
    public static long ResidentBytes(ProcessMemory memory) =>
        memory is { RssAnonymousBytes: < 0, RssFileBytes: < 0 } ? -1 : Saturating.Sum(memory.RssAnonymousBytes, memory.RssFileBytes, 0);
}
