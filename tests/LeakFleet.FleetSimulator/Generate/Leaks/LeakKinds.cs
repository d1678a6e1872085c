namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Kinds of leak, by the names that findings carry.</summary>
internal static class LeakKinds
{
    public const string ManagedType = "managed-type";
    public const string Native = "native";
    public const string Fragmentation = "fragmentation";
    public const string Threads = "threads";
    public const string Handles = "handles";
    public const string FileDescriptors = "file-descriptors";
    public const string FinalizerBacklog = "finalizer-backlog";
    public const string LoadContexts = "load-contexts";
    public const string Queue = "queue";
}
