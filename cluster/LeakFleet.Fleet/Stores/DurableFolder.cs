using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Fleet;

/// <summary>
/// Makes the names in a folder survive a power cut: a rename is atomic, but only on disk once its folder is flushed. .NET opens no
/// folders, hence open(2).
/// </summary>
internal static partial class DurableFolder
{
    private const int ReadOnly = 0;

    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid) throw new IOException($"cannot open {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
