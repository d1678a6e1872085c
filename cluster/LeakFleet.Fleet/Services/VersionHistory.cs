using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// The versions a service has had. A deploy takes the old version's processes away, and with them the only witnesses that it did not leak: what they said is kept.
/// </summary>
internal sealed class VersionHistory
{
    public const int VersionsMax = 64;

    public const int LeaksMax = 64;

    private readonly Dictionary<string, VersionRecord> _versions = new(StringComparer.Ordinal);

    /// <summary>From which the slopes of a version were taken: the same list says the same.</summary>
    private readonly Dictionary<string, IReadOnlyList<GrowthProfile>> _profiles = new(StringComparer.Ordinal);

    public IEnumerable<VersionRecord> Versions =>
        _versions.Values.OrderBy(v => v.FirstStartedUnixMilliseconds).ThenBy(v => v.Version, StringComparer.Ordinal);

    public int Count => _versions.Count;

    /// <summary>What was remembered before a restart, which comes before anything is noted.</summary>
    public void Restore(IEnumerable<VersionRecord> versions)
    {
        foreach (var version in versions.Take(VersionsMax)) _versions[version.Version] = version;
    }

    public void Note(ProcessReport report)
    {
        if (!_versions.TryGetValue(report.Version, out var record))
        {
            if (_versions.Count >= VersionsMax)
                Remove(_versions.Values.OrderBy(v => v.LastSeenUnixMilliseconds).ThenBy(v => v.Version, StringComparer.Ordinal).First().Version);
            _versions.Add(report.Version, record = new VersionRecord(report.Version));
        }

        var started = report.StartedUnixMilliseconds > 0 ? report.StartedUnixMilliseconds : report.UnixMilliseconds;
        record.FirstStartedUnixMilliseconds = Math.Min(record.FirstStartedUnixMilliseconds, started);
        record.LastSeenUnixMilliseconds = Math.Max(record.LastSeenUnixMilliseconds, report.UnixMilliseconds);
        var watched = ReplicaWatch.Milliseconds(report);
        if (watched >= record.WatchedMilliseconds && !ReferenceEquals(_profiles.GetValueOrDefault(report.Version), report.Profiles)) NoteSlopes(record, report);
        record.WatchedMilliseconds = Math.Max(record.WatchedMilliseconds, watched);
    }

    public void NoteReplicas(string version, int replicas)
    {
        if (_versions.TryGetValue(version, out var record)) record.Replicas = Math.Max(record.Replicas, replicas);
    }

    public void NoteLeak(string version, string fingerprint, int affected, int watched)
    {
        if (!_versions.TryGetValue(version, out var record)) return;
        if (record.Leaks.ContainsKey(fingerprint) || record.Leaks.Count < LeaksMax) record.Leaks[fingerprint] = (affected, watched);
    }

    /// <summary>A leak goes on under another name: what versions are remembered to have had of it goes with it.</summary>
    public void Rename(string from, string to)
    {
        foreach (var record in _versions.Values)
            if (record.Leaks.Remove(from, out var then)) record.Leaks.TryAdd(to, then);
    }

    private void Remove(string version)
    {
        _versions.Remove(version);
        _profiles.Remove(version);
    }

    private void NoteSlopes(VersionRecord record, ProcessReport report)
    {
        _profiles[report.Version] = report.Profiles;
        var slopes = new Dictionary<ProfileKey, double>();
        foreach (var profile in report.Profiles.Take(ProcessReport.ProfilesMax))
            if (ProfileSlope.PerHour(profile, 0) is { } slope) slopes[new ProfileKey(profile.Kind, profile.Type, profile.Assembly)] = slope;
        record.Slopes = slopes;
    }
}
