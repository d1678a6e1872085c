using System.Runtime.InteropServices;
using static LeakFleet.Agent.Heap.Isolation.SandboxCalls;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>Capabilities of the calling thread, which alone of all threads the kernel lets a thread change.</summary>
internal static class Capabilities
{
    private const int Kill = 5;
    private const int SetGroup = 6;
    private const int SetUser = 7;
    private const int ChangeRoot = 18;

    private const uint ToChangeUser = 1u << SetGroup | 1u << SetUser;

    /// <summary>Above the highest there is.</summary>
    private const int Count = 64;

    /// <summary>
    /// Leaves this thread, and so every process that it starts, no more than the right to give up rights. To be called on a thread of its own:
    /// there is no way back.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static unsafe void DropForChildren()
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        // The kernel writes and reads both halves.
        var sets = default(CapabilitySets);
        Check(capget(&header, &sets));
        // With these the helper gives up what is left: its view of the file system, and its user, unless nobody could end it then.
        var kept = 1u << ChangeRoot | ((sets.EffectiveLow & 1u << Kill) != 0 ? ToChangeUser : 0);
        // Before all else: without it a process started as root gets the whole bounding set again.
        Check(prctl(SetNoNewPrivileges, 1, 0, 0, 0));
        for (var capability = 0; capability < Count; capability++)
        {
            // Refused without CAP_SETPCAP, and beyond the last capability: what counts is what is permitted.
            if (capability >= 32 || (kept & 1u << capability) == 0) _ = prctl(DropFromBoundingSet, capability, 0, 0, 0);
        }
        sets = new CapabilitySets { EffectiveLow = sets.EffectiveLow & kept, PermittedLow = sets.PermittedLow & kept };
        Check(capset(&header, &sets));
    }

    /// <summary>Gives up every capability of this thread.</summary>
    public static unsafe void DropAll()
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        var sets = default(CapabilitySets);
        Check(capset(&header, &sets));
    }

    /// <summary>Whether the calling thread may, or could make itself able to, do anything out of the ordinary.</summary>
    public static bool AnyLeft(int thread) => Permitted(thread) != 0;

    /// <summary>Whether this thread may change its user and groups.</summary>
    public static bool MayChangeUser() => (Permitted(0) & ToChangeUser) == ToChangeUser;

    /// <summary>Whether this thread may change its root folder.</summary>
    public static bool MayChangeRoot() => (Permitted(0) & 1u << ChangeRoot) != 0;

    private static unsafe ulong Permitted(int thread)
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3, Thread = thread };
        var sets = default(CapabilitySets);
        // A thread that has ended meanwhile has none.
        return capget(&header, &sets) == 0 ? (ulong)sets.PermittedHigh << 32 | sets.PermittedLow : 0;
    }

    private static void Check(int result)
    {
        if (result != 0) throw new IOException($"capabilities: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
