using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static LeakFleet.Agent.Heap.Isolation.SandboxCalls;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// In the agent: decides about the files that a helper opens, which the kernel holds until then. The first is the helper's copy of the library, opened before
/// any code of it runs. With that the guard goes, and for lack of one the kernel refuses every further opening, whatever user the helper is.
/// </summary>
/// <remarks>
/// The helper cannot close this door itself: the loader opens the library and runs its constructors in one call, and a filter is for good. Nor do mount or user
/// namespaces serve: they take a process of one thread, or rights that the agent does not have.
/// </remarks>
internal sealed class OpeningGuard : IDisposable
{
    // Of linux/seccomp.h: requests with the sizes of their structures in bits 16 to 29, and "go on as if there were no filter".
    private const nuint Receive = 0xc050_2100;
    private const nuint Answer = 0xc018_2101;
    private const uint GoOn = 1;

    private const int NotificationBytes = 80;
    private const short Readable = 1;
    private const int Interrupted = 4;

    private readonly SafeFileHandle _listener;

    private OpeningGuard(SafeFileHandle listener) => _listener = listener;

    /// <summary>
    /// Whether there can be guards: the kernel has them (since Linux 5.7), and nothing, like the filter of a container without SYS_PTRACE, keeps this
    /// process from taking a descriptor of another.
    /// </summary>
    public static bool IsAvailable { get; } = FindOut();

    /// <summary>The guard of a child process, by the descriptor it was given for it; null when the kernel does not hand that over.</summary>
    public static OpeningGuard? Of(int pid, int descriptor)
    {
        var process = (int)syscall(CallOpenProcess, pid, 0, 0, 0);
        if (process < 0) return null;
        var taken = (int)syscall(CallGetDescriptor, process, descriptor, 0, 0);
        _ = close(process);
        return taken < 0 ? null : new OpeningGuard(new SafeFileHandle(taken, ownsHandle: true));
    }

    /// <summary>Waits for the first opening, for as long as the process lives, and allows it.</summary>
    public unsafe void AllowOne(int millisecondsMax)
    {
        var listener = (int)_listener.DangerousGetHandle();
        var began = Stopwatch.GetTimestamp();
        int found;
        var polled = new PolledDescriptor { Descriptor = listener, Wanted = Readable };
        do found = poll(&polled, 1, Math.Max(0, millisecondsMax - (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        while (found < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (found <= 0 || (polled.Found & Readable) == 0) return;

        // struct seccomp_notif begins with its id, and must be zero when it is handed in; struct seccomp_notif_resp: id u64, result i64, error i32, flags u32.
        var notification = stackalloc ulong[NotificationBytes / sizeof(ulong)];
        new Span<ulong>(notification, NotificationBytes / sizeof(ulong)).Clear();
        if (ioctl(listener, Receive, notification) != 0) return;
        var answer = stackalloc ulong[] { notification[0], 0, (ulong)GoOn << 32 };
        // Refused only when the process has ended meanwhile.
        _ = ioctl(listener, Answer, answer);
    }

    public void Dispose() => _listener.Dispose();

    private static bool FindOut()
    {
        // Without a filter: the kernel checks the flags before it looks for one.
        const int badAddress = 14;
        if (syscall(CallSeccomp, Sandbox.FilterMode, Sandbox.FilterGuarded, 0, 0) == 0 || Marshal.GetLastPInvokeError() != badAddress) return false;
        var self = (int)syscall(CallOpenProcess, getpid(), 0, 0, 0);
        if (self < 0) return false;
        var taken = (int)syscall(CallGetDescriptor, self, self, 0, 0);
        if (taken >= 0) _ = close(taken);
        _ = close(self);
        return taken >= 0;
    }
}
