using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>The scheduler's niceness of one thread, which the threads and processes that it starts inherit. The runtime ignores thread priorities on Linux.</summary>
internal static partial class ThreadNice
{
    private const int OfThread = 0;

    /// <summary>Makes the calling thread give way to others from now on, at least so much; one that already gives way more stays as it is.</summary>
    /// <returns>False when that is not permitted.</returns>
    public static bool AtLeast(int nice) => GetPriority(OfThread, 0) >= nice || SetPriority(OfThread, 0, nice) == 0;

    [LibraryImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, uint who, int priority);
}
