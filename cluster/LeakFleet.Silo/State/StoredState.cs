namespace LeakFleet.Silo.State;

/// <summary>What a grain keeps in the database: bytes of its own format, which says its version.</summary>
[GenerateSerializer, Alias("leakfleet.stored")]
internal sealed class StoredState
{
    [Id(0)]
    public byte[] Bytes { get; set; } = [];

    /// <summary>
    /// Sees to it that the bytes are there. A grain holds none but while it reads or writes them, since they would double what a process takes; so a grain that the runtime
    /// moved from one silo to another has brought none along.
    /// </summary>
    public static Task Read(IPersistentState<StoredState> stored) =>
        stored.RecordExists && stored.State.Bytes.Length == 0 ? stored.ReadStateAsync() : Task.CompletedTask;
}
