using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>A report with its profiles at hand.</summary>
internal sealed class WatchedReplica
{
    public WatchedReplica(ProcessReport report)
    {
        Report = report;
        Id = report.Process.ToString();
        var profiles = new Dictionary<ProfileKey, GrowthProfile>();
        var from = report.FirstSampleUnixMilliseconds >= 0 ? report.FirstSampleUnixMilliseconds : long.MaxValue;
        var to = report.LastSampleUnixMilliseconds;
        foreach (var profile in report.Profiles.Take(ProcessReport.ProfilesMax))
        {
            profiles.TryAdd(new ProfileKey(profile.Kind, profile.Type, profile.Assembly), profile);
            from = Math.Min(from, profile.FromUnixMilliseconds);
            to = Math.Max(to, profile.FromUnixMilliseconds + profile.Floors.Length * profile.WidthMilliseconds);
            HeapBytes = Math.Max(HeapBytes, double.IsFinite(profile.HeapBytes) ? profile.HeapBytes : 0);
            TypesTested = Math.Max(TypesTested, profile.TypesTested);
        }

        Profiles = profiles;
        (From, To) = (Math.Min(from, to), to);
    }

    public ProcessReport Report { get; }

    public string Id { get; }

    public IReadOnlyDictionary<ProfileKey, GrowthProfile> Profiles { get; }

    public long From { get; }

    public long To { get; }

    public double HeapBytes { get; }

    public int TypesTested { get; }

    public ReplicaSeries Series(ProfileKey key) => new(
        Id,
        Report.StartedUnixMilliseconds > 0 ? Math.Min(Report.StartedUnixMilliseconds, From) : From,
        From,
        To,
        Profiles.GetValueOrDefault(key));
}
