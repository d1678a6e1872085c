using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// Keeps a thread, and the processes that it starts, on one processor, always the same. A program's start is long stretches within the kernel, which nothing
/// interrupts however nice the program is, and the scheduler moves it about: so it would get in the way of whoever wakes on any processor, and so of one at most,
/// from which the scheduler moves the others.
/// </summary>
internal static partial class OneProcessor
{
    private const int BitsPerWord = 64;
    private const DllImportSearchPath Libc = DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories;

    private static readonly int Processor = GetProcessor();

    /// <summary>Does nothing where that is not permitted.</summary>
    public static void ForThisThread()
    {
        if (Processor < 0) return;
        var mask = new ulong[Processor / BitsPerWord + 1];
        mask[^1] = 1UL << (Processor % BitsPerWord);
        _ = SetAffinity(0, mask.Length * sizeof(ulong), mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu"), DefaultDllImportSearchPaths(Libc)]
    private static partial int GetProcessor();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity"), DefaultDllImportSearchPaths(Libc)]
    private static partial int SetAffinity(int thread, nint bytes, ulong[] mask);
}
