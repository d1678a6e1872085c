namespace LeakFleet.Detection;

/// <summary>The names of the kinds of leaks, as findings carry them.</summary>
public static class FindingKind
{
    public const string ManagedType = "managed-type";

    /// <summary>A managed type whose growing container is a queue: its consumer is too slow, or gone.</summary>
    public const string Queue = "queue";

    public const string Native = "native";
    public const string Fragmentation = "fragmentation";
    public const string FinalizerBacklog = "finalizer-backlog";

    /// <summary>GC handles, and objects pinned by them.</summary>
    public const string Handles = "handles";

    public const string Threads = "threads";
    public const string FileDescriptors = "file-descriptors";
    public const string LoadContexts = "load-contexts";
}
