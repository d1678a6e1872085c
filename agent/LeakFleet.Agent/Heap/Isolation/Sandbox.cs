using System.Globalization;
using System.Runtime.InteropServices;
using static LeakFleet.Agent.Heap.Isolation.SandboxCalls;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// Takes from the running process, for good, everything but the processor, some memory and the descriptors it keeps. What can be taken
/// depends on what there is: the user and the view of the file system only from one that may change them. The filter of system calls and
/// the limits are always set.
/// </summary>
internal static class Sandbox
{
    public const nint FilterMode = 1;

    /// <summary>SECCOMP_FILTER_FLAG_TSYNC, and with NEW_LISTENER the TSYNC_ESRCH that it then needs.</summary>
    public const nint FilterGuarded = FilterAllThreads | 8 | 16;

    private const nint FilterAllThreads = 1;

    private const int ClockMonotonic = 1;
    private const int SignalKill = 9;

    /// <summary>Closes the sandbox around this process.</summary>
    /// <param name="kept">Descriptor of the library; besides it only 0 and 1 stay open, and 2 leads nowhere.</param>
    /// <param name="handOver">Gets the descriptor of the guard of openings, and returns when who is to guard has it; null when nobody can.</param>
    /// <returns>The path by which <paramref name="kept"/> can still be opened.</returns>
    /// <exception cref="IOException">A step was refused that must not be; the process is to end.</exception>
    public static string Enter(int kept, SandboxLimits limits, Action<int>? handOver)
    {
        OfferToTheKernel();
        StartCountdown(limits.LifeSecondsMax);
        KeepDescriptors(kept);
        LimitResources(limits);

        // The names in /proc/self/fd are the process's descriptors and nothing else: as the root it is a file system that holds the library alone.
        // A root folder is shared by all threads; a mount or network namespace would be entered by this one only, and the others be its way out.
        var path = $"/proc/self/fd/{kept}";
        var threads = Directory.GetDirectories("/proc/self/task").Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)).ToArray();
        if (Capabilities.MayChangeRoot())
        {
            Check(chroot("/proc/self/fd"), "chroot");
            path = $"/{kept}";
        }
        Check(chdir("/"), "chdir");
        ChangeUser((uint)limits.UserId);
        Check(prctl(SetNoNewPrivileges, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
        Capabilities.DropAll();
        // Of other threads capabilities go with the user, or were never there.
        if (Array.Exists(threads, Capabilities.AnyLeft)) throw new IOException("capabilities are left");
        var calls = SeccompFilter.Build(AllowedCalls.For(getpid()));
        // Late: from here on to open anything, as the runtime does to find a function of the C library for the first time, would take the library's turn.
        if (handOver is not null) HandOverGuard(handOver);
        // Only now: the guard is taken from a process that can be looked into.
        Check(prctl(SetDumpable, 0, 0, 0, 0), "PR_SET_DUMPABLE");
        Check(Filter(calls, FilterAllThreads), "seccomp");
        return path;
    }

    private static void HandOverGuard(Action<int> handOver)
    {
        var guard = (int)Filter(SeccompFilter.ForGuard(), FilterGuarded);
        if (guard < 0) throw new IOException($"seccomp: {Marshal.GetLastPInvokeErrorMessage()}");
        handOver(guard);
        // Who held it could let itself open what it likes.
        Check(close(guard), "close");
    }

    /// <summary>Where memory runs out, of the machine or of the agent's container, this process goes first.</summary>
    private static void OfferToTheKernel() => File.WriteAllText("/proc/self/oom_score_adj", "1000");

    /// <summary>A timer whose signal can be neither caught nor held up: it ends the process even when nobody is left to do so.</summary>
    private static unsafe void StartCountdown(int seconds)
    {
        // struct sigevent: value u64, signal i32, notify i32 (0 = by signal), 64 bytes. struct itimerspec: interval, then first expiry.
        var signal = stackalloc int[16];
        new Span<int>(signal, 16).Clear();
        signal[2] = SignalKill;
        var timer = 0;
        Check(syscall(CallTimerCreate, ClockMonotonic, (nint)signal, (nint)(&timer), 0), "timer_create");
        var times = stackalloc long[] { 0, 0, seconds, 0 };
        Check(syscall(CallTimerSet, timer, 0, (nint)times, 0), "timer_settime");
    }

    private static void KeepDescriptors(int kept)
    {
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        var errors = TargetOf(2);
        foreach (var entry in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            var descriptor = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
            var target = TargetOf(descriptor);
            if (target == errors)
            {
                // The runtime has copies of the first three. Nothing that the library writes must get into a log.
                if (dup2((int)nothing.DangerousGetHandle(), descriptor) < 0) throw new IOException($"dup2: {Marshal.GetLastPInvokeErrorMessage()}");
            }
            else if (descriptor != kept && target.StartsWith('/'))
            {
                // Files of the runtime that are long since mapped. Its pipes stay, since its own threads wait at them: closed under their hands, they
                // would read from whatever gets the number next. An error means that there is nothing to close: the listing's own is among the names.
                _ = close(descriptor);
            }
        }

        static string TargetOf(int descriptor) => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget ?? "";
    }

    private static void LimitResources(SandboxLimits limits)
    {
        Limit(ResourceCore, 0);
        Limit(ResourceFileSize, 0);
        Limit(ResourceOpenFiles, 256);
        Limit(ResourceCpu, (ulong)limits.CpuSecondsMax);
        var bytes = (ulong)limits.MemoryMegabytesMax << 20;
        Limit(ResourceData, bytes);
        // Of address space a .NET process has reserved gigabytes and uses a hundredth: what counts is how much it adds. Some kinds of memory count here alone.
        Limit(ResourceAddressSpace, AddressSpaceBytes() + bytes);

        static void Limit(int resource, ulong value) => Check(setrlimit(resource, new ResourceLimit(value, value)), "setrlimit");
    }

    private static ulong AddressSpaceBytes()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[0];
        return ulong.Parse(pages, CultureInfo.InvariantCulture) * (ulong)Environment.SystemPageSize;
    }

    private static void ChangeUser(uint user)
    {
        if (!Capabilities.MayChangeUser()) return;
        Check(setgroups(0, 0), "setgroups");
        Check(setresgid(user, user, user), "setresgid");
        Check(setresuid(user, user, user), "setresuid");
    }

    private static unsafe nint Filter(SeccompFilter.Instruction[] instructions, nint flags)
    {
        fixed (SeccompFilter.Instruction* first = instructions)
        {
            var program = new SeccompFilter.Program { Length = (ushort)instructions.Length, Instructions = first };
            return syscall(CallSeccomp, FilterMode, flags, (nint)(&program), 0);
        }
    }

    private static void Check(nint result, string call)
    {
        if (result != 0) throw new IOException($"{call}: {(result < 0 ? Marshal.GetLastPInvokeErrorMessage() : "a thread could not be included")}");
    }
}
