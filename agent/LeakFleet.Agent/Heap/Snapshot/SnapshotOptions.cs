namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>Bounds of one heap snapshot.</summary>
/// <param name="BufferMegabytes">
/// Most of the process's own memory that the records may wait in; the runtime takes it piece by piece. What does not fit is lost.
/// </param>
internal readonly record struct SnapshotOptions(int BufferMegabytes)
{
    /// <summary>Enough for about five million objects. dotnet-gcdump takes as much.</summary>
    public const int BufferMegabytesUsual = 256;

    /// <summary>Below this nothing but the smallest heap fits: the runtime's pieces are 100 KB for each thread, and more when it is in a hurry.</summary>
    public const int BufferMegabytesMin = 16;

    public static SnapshotOptions Usual { get; } = new(BufferMegabytesUsual);
}
