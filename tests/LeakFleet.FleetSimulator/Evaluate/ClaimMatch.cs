using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>How well an alarm fits a label; the greater the better.</summary>
internal enum ClaimMatch
{
    /// <summary>It speaks of something else.</summary>
    None,

    /// <summary>Of a kind that this leak moves as well: neither found nor false.</summary>
    SideEffect,

    /// <summary>The right kind, though perhaps another type.</summary>
    Kind,

    /// <summary>It names one of the leak's types.</summary>
    Type,
}

/// <summary>What fits what.</summary>
internal static class ClaimMatches
{
    public static ClaimMatch Of(Alarm alarm, LeakLabel leak)
    {
        var claim = alarm.First;
        if (alarm.OpenedUnixMilliseconds < leak.StartsUnixMilliseconds) return ClaimMatch.None;
        if (claim.Processes.Count > 0 && !claim.Processes.Any(leak.Processes.Contains)) return ClaimMatch.None;
        if (claim.Type.Length > 0 && leak.Types.Contains(claim.Type)) return ClaimMatch.Type;
        if (claim.Kind.Length == 0 || claim.Kind == leak.Kind) return ClaimMatch.Kind;
        return IsMovedBy(leak.Kind, claim.Kind) ? ClaimMatch.SideEffect : ClaimMatch.None;
    }

    /// <summary>
    /// Every thread has a stack in native memory and an object; whoever holds a descriptor holds it in an object with a handle; what waits for its finalizer is
    /// an object, often with native memory behind it; a loaded assembly is native memory, handles and objects; a queue is made of objects.
    /// </summary>
    private static bool IsMovedBy(string leak, string claim) => (leak, claim) switch
    {
        ("threads", "native" or "managed-type" or "handles") => true,
        ("file-descriptors", "managed-type" or "handles" or "native" or "finalizer-backlog") => true,
        ("handles", "managed-type" or "fragmentation" or "finalizer-backlog" or "file-descriptors" or "native") => true,
        ("finalizer-backlog", "managed-type" or "native" or "handles" or "file-descriptors") => true,
        ("load-contexts", "managed-type" or "native" or "handles") => true,
        ("queue", "managed-type") => true,
        ("managed-type", "queue") => true,
        _ => false,
    };
}
