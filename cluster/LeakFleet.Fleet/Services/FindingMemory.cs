namespace LeakFleet.Fleet;

/// <summary>A <see cref="FindingRecord"/> as it is stored.</summary>
internal sealed record FindingMemory(
    FleetFinding Finding,
    IReadOnlyList<string> Members,
    FindingState State,
    long SinceUnixMilliseconds,
    long SeenUnixMilliseconds,
    int Looks,
    bool IsShown,
    long NoticedAfterMilliseconds)
{
    /// <summary>Processes stored with a finding: those that live say it again themselves.</summary>
    private const int ProcessesMax = 256;

    internal bool IsWhole =>
        Members.All(member => member is not null) && Finding.AffectedVersions.All(version => version is not null) && Finding.UnaffectedVersions.All(version => version is not null)
        && Finding.Pivots.All(pivot => pivot is not null) && Finding.Versions.All(version => version is not null);

    public static FindingMemory Of(FindingRecord record) => new(
        record.Finding.Processes.Count <= ProcessesMax ? record.Finding : record.Finding with { Processes = [.. record.Finding.Processes.Take(ProcessesMax)] },
        [.. record.Members.Order(StringComparer.Ordinal)],
        record.State,
        record.SinceUnixMilliseconds,
        record.SeenUnixMilliseconds,
        record.Looks,
        record.IsShown,
        record.NoticedAfterMilliseconds);

    public FindingRecord ToRecord() => new(
        Finding, Members.ToHashSet(StringComparer.Ordinal), State, SinceUnixMilliseconds, SeenUnixMilliseconds, Looks, IsShown, NoticedAfterMilliseconds);
}
