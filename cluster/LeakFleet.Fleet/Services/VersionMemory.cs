namespace LeakFleet.Fleet;

/// <summary>A <see cref="VersionRecord"/> as it is stored.</summary>
internal sealed record VersionMemory(
    string Version,
    long FirstStartedUnixMilliseconds,
    long LastSeenUnixMilliseconds,
    long WatchedMilliseconds,
    int Replicas,
    IReadOnlyList<SlopeMemory> Slopes,
    IReadOnlyList<LeakMemory> Leaks)
{
    internal bool IsWhole => Slopes.All(slope => slope is not null) && Leaks.All(leak => leak is not null);

    public static VersionMemory Of(VersionRecord record) => new(
        record.Version,
        record.FirstStartedUnixMilliseconds,
        record.LastSeenUnixMilliseconds,
        record.WatchedMilliseconds,
        record.Replicas,
        [.. record.Slopes.Select(slope => new SlopeMemory(slope.Key.Kind, slope.Key.Type, slope.Key.Assembly, slope.Value))],
        [.. record.Leaks.Select(leak => new LeakMemory(leak.Key, leak.Value.Affected, leak.Value.Watched))]);

    public VersionRecord ToRecord()
    {
        var slopes = new Dictionary<ProfileKey, double>();
        foreach (var slope in Slopes.Take(ProcessReport.ProfilesMax)) slopes[new ProfileKey(slope.Kind, slope.Type, slope.Assembly)] = slope.PerHour;
        var record = new VersionRecord(Version)
        {
            FirstStartedUnixMilliseconds = FirstStartedUnixMilliseconds,
            LastSeenUnixMilliseconds = LastSeenUnixMilliseconds,
            WatchedMilliseconds = WatchedMilliseconds,
            Replicas = Replicas,
            Slopes = slopes,
        };
        foreach (var leak in Leaks.Take(VersionHistory.LeaksMax)) record.Leaks[leak.Fingerprint] = (leak.Affected, leak.Watched);
        return record;
    }
}
