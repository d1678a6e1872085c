using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Procfs;

/// <summary>The few system calls that .NET does not offer: opening a path inside another root, and asking what a path is without opening it.</summary>
internal static partial class LinuxCalls
{
    public const int ErrorNoSuchFile = 2;
    public const int ErrorNoSuchProcess = 3;
    public const int ErrorPermission = 1;
    public const int ErrorAccess = 13;

    public const int FlagPath = 0x200000;
    public const int FlagDirectory = 0x10000;
    public const int FlagNonBlocking = 0x800;
    public const int FlagNoFollow = 0x20000;
    public const int FlagCloseOnExec = 0x80000;

    private const long CallOpenAt2 = 437;

    // An absolute symbolic link of a container must resolve inside that container: without this it would name a file of the agent's own root.
    private const ulong ResolveInRoot = 0x10;
    private const ulong ResolveNoMagicLinks = 0x02;

    private const int AtEmptyPath = 0x1000;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxTypeModeSize = 0x1 | 0x2 | 0x200 | 0x40;

    /// <summary>Opens a directory by its real path; -errno instead of a handle on failure.</summary>
    public static (SafeFileHandle? Handle, int Error) OpenDirectory(string path)
    {
        var fd = open(path, FlagPath | FlagDirectory | FlagCloseOnExec);
        return fd < 0 ? (null, Marshal.GetLastPInvokeError()) : (new SafeFileHandle(fd, ownsHandle: true), 0);
    }

    /// <summary>Opens <paramref name="path"/> as a process whose root is <paramref name="root"/> would resolve it.</summary>
    public static (SafeFileHandle? Handle, int Error) OpenInRoot(SafeFileHandle root, string path, int flags)
    {
        var how = new OpenHow { Flags = (ulong)(flags | FlagCloseOnExec), Resolve = ResolveInRoot | ResolveNoMagicLinks };
        var fd = openat2(CallOpenAt2, root, path, ref how, Marshal.SizeOf<OpenHow>());
        return fd < 0 ? (null, Marshal.GetLastPInvokeError()) : (new SafeFileHandle((nint)fd, ownsHandle: true), 0);
    }

    /// <summary>What lies at a name inside an open directory, the last symbolic link not followed; with an empty name, the open file itself.</summary>
    public static (FileFacts Facts, int Error) Examine(SafeFileHandle directory, string name)
    {
        var flags = name.Length == 0 ? AtEmptyPath : AtSymlinkNoFollow;
        return statx(directory, name, flags, StatxTypeModeSize, out var buffer) < 0
            ? (default, Marshal.GetLastPInvokeError())
            : (new FileFacts((FileKind)(buffer.Mode & 0xF000), (long)buffer.Size, buffer.ModifiedSeconds), 0);
    }

    public static ReadOutcome OutcomeOf(int error) => error switch
    {
        0 => ReadOutcome.Ok,
        ErrorNoSuchFile or ErrorNoSuchProcess => ReadOutcome.Gone,
        ErrorAccess or ErrorPermission => ReadOutcome.Denied,
        _ => ReadOutcome.Unusable,
    };

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long openat2(long number, SafeFileHandle directory, string path, ref OpenHow how, nint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle directory, string path, int flags, uint mask, out StatxBuffer buffer);

    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    // struct statx of linux/stat.h, the fields used here at their offsets.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;
    }
}
