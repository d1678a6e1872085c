namespace LeakFleet.Agent.Heap;

/// <summary>What can stand in the way of a walk, in words for the people who can change it.</summary>
internal static class HeapTrouble
{
    public const string Denied = "reading the memory of this process is not permitted: the agent needs the capability SYS_PTRACE";

    public const string Exited = "the process has exited";

    public const string NotDotnet = "the process has no .NET runtime that can be walked: no libcoreclr.so is loaded "
        + "(it is not .NET, or its runtime is linked into its program, as in a self-contained single-file bundle)";

    public const string Replaced = "the process's .NET runtime was replaced or removed on disk since it started, and with it what explains its heap; it can be walked again once it is restarted";

    public const string Musl = "the process runs on musl: its runtime's debugger access library cannot be loaded into a glibc agent";

    public const string StillCollecting = "the process was collecting for as long as the walk could wait";

    public const string TooLarge = "the runtime's structures are too large to be read within the limit";

    public const string Hung = "reading the memory or the files of this process did not end (it may have put them behind userfaultfd or FUSE): "
        + "its heap is left alone until it, or the agent, starts anew";

    public const string NoHeap = "the runtime's structures tell of no heap: it may still be starting";

    public static string AboveLimit(long bytesMax) => $"its heap is above {bytesMax >> 20} MB, the limit of heap walks (--walk-heap-max)";

    public static string Uninspectable(Exception fault) => $"the runtime's structures cannot be read: {fault.GetType().Name}: {fault.Message}";
}
