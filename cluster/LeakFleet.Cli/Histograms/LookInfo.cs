namespace LeakFleet.Cli.Histograms;

/// <summary>What a histogram belongs to, and how much of the heap it covers.</summary>
/// <param name="Way">How objects were counted: <see cref="Memory"/> or <see cref="EventPipe"/>.</param>
/// <param name="CollectionIndex">The last collection known to have finished before; null when none was seen.</param>
/// <param name="AfterGen2">Whether the process's own gen2 collection came right before: what lies outside gen0 is what survived.</param>
/// <param name="Skipped">Why regions (or events) are missing, and how many for each reason.</param>
/// <param name="FreeBytes">Free space between objects.</param>
internal sealed record LookInfo(
    DateTimeOffset TakenAt,
    string Way,
    ProcessInfo Process,
    long? CollectionIndex,
    bool AfterGen2,
    long WalkMicroseconds,
    bool Complete,
    int RegionsRead,
    int RegionsSkipped,
    long BytesRead,
    long BytesSkipped,
    IReadOnlyDictionary<string, int> Skipped,
    int TypesTotal,
    long CountTotal,
    long BytesTotal,
    long FreeBytes)
{
    public const string Memory = "memory";
    public const string EventPipe = "event-pipe";
}
