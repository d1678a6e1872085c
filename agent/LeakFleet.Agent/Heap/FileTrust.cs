using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Heap;

/// <summary>Who may have written a file.</summary>
internal static partial class FileTrust
{
    private const int EmptyPath = 0x1000;
    private const uint ModeAndUidMask = 0x2 | 0x8;

    /// <summary>Offsets in the kernel's <c>struct statx</c>, which is the same on every architecture.</summary>
    private const int UidOffset = 20;
    private const int ModeOffset = 28;
    private const int StatxBytes = 256;

    private const int WritableByGroupOrOthers = 0x12;

    /// <summary>
    /// Whether none but root and the agent's own user can have written it. Asks about the opened file, not its path: the path may mean
    /// another file by now.
    /// </summary>
    public static unsafe bool IsOwn(SafeFileHandle file)
    {
        var status = stackalloc byte[StatxBytes];
        if (statx(file, "", EmptyPath, ModeAndUidMask, status) != 0) return false;
        var uid = *(uint*)(status + UidOffset);
        var mode = *(ushort*)(status + ModeOffset);
        return (uid == 0 || uid == geteuid()) && (mode & WritableByGroupOrOthers) == 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int statx(SafeFileHandle directory, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();
}
