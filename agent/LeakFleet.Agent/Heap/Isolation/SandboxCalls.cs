using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>The system calls by which a process or a thread gives up rights. Each is of the C library, so that those that concern users reach all threads.</summary>
internal static partial class SandboxCalls
{
    public const int SetNoNewPrivileges = 38;
    public const int SetDumpable = 4;
    public const int DropFromBoundingSet = 24;

    public const int MemoryFileCloseOnExec = 1;
    public const int MemoryFileAllowSealing = 2;
    public const int SetDescriptorFlags = 2;
    public const int CloseOnExec = 1;
    public const int AddSeals = 1033;
    public const int SealAll = 0xf;

    public const int ResourceCpu = 0;
    public const int ResourceFileSize = 1;
    public const int ResourceData = 2;
    public const int ResourceCore = 4;
    public const int ResourceOpenFiles = 7;
    public const int ResourceAddressSpace = 9;

    public const nint CallTimerCreate = 222;
    public const nint CallTimerSet = 223;
    public const nint CallSeccomp = 317;
    public const nint CallOpenProcess = 434;
    public const nint CallGetDescriptor = 438;

    private const DllImportSearchPath Libc = DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories;

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int prctl(int option, nint argument2, nint argument3, nint argument4, nint argument5);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int setrlimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(Libc)]
    public static partial int chroot(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(Libc)]
    public static partial int chdir(string path);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int setgroups(nint count, nint groups);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc"), DefaultDllImportSearchPaths(Libc)]
    public static partial uint geteuid();

    [LibraryImport("libc"), DefaultDllImportSearchPaths(Libc)]
    public static partial int getpid();

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial int fcntl(int descriptor, int command, nint argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(Libc)]
    public static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static unsafe partial int capget(CapabilityHeader* header, CapabilitySets* sets);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static unsafe partial int capset(CapabilityHeader* header, CapabilitySets* sets);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static unsafe partial int poll(PolledDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static unsafe partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(Libc)]
    public static partial nint syscall(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    public struct PolledDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }

    public readonly record struct ResourceLimit(ulong Soft, ulong Hard);

    public struct CapabilityHeader
    {
        /// <summary>_LINUX_CAPABILITY_VERSION_3: sets of 64 bits in two halves.</summary>
        public const uint Version3 = 0x20080522;

        public uint Version;
        public int Thread;
    }

    public struct CapabilitySets
    {
        public uint EffectiveLow, PermittedLow, InheritableLow;
        public uint EffectiveHigh, PermittedHigh, InheritableHigh;
    }
}
