using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>The scheduler's niceness of one thread. The runtime ignores thread priorities on Linux.</summary>
internal static partial class ThreadNice
{
    private const int OfProcess = 0;
    private const int CallingThread = 0;

    /// <summary>Gives way to others from now on. Where that is not permitted the thread works on as it is.</summary>
    public static void Set(int nice) => _ = setpriority(OfProcess, CallingThread, nice);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static partial int setpriority(int which, int who, int priority);
}
