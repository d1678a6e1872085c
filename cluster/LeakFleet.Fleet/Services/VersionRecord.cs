namespace LeakFleet.Fleet;

/// <summary>What is remembered of one version after its processes are gone.</summary>
internal sealed class VersionRecord(string version)
{
    public string Version { get; } = version;

    public long FirstStartedUnixMilliseconds { get; set; } = long.MaxValue;

    public long LastSeenUnixMilliseconds { get; set; } = long.MinValue;

    /// <summary>The longest any of its processes was watched.</summary>
    public long WatchedMilliseconds { get; set; }

    /// <summary>Most replicas seen at once.</summary>
    public int Replicas { get; set; }

    /// <summary>How fast the series rose that its longest watched process found most suspicious, per hour: whether it leaked may be asked only when it is gone.</summary>
    public IReadOnlyDictionary<ProfileKey, double> Slopes { get; set; } = new Dictionary<ProfileKey, double>();

    /// <summary>By fingerprint: replicas affected, of those watched long enough.</summary>
    public Dictionary<string, (int Affected, int Watched)> Leaks { get; } = new(StringComparer.Ordinal);
}
