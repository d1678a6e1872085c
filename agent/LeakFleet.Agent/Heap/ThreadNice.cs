using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>The scheduler's niceness of one thread. The runtime ignores thread priorities on Linux.</summary>
internal static partial class ThreadNice
{
    /// <summary>Makes the calling thread give way to others from now on, by so much more than the process does already.</summary>
    public static void Add(int nice) => _ = AddNice(nice);

    [LibraryImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static partial int AddNice(int increment);
}
