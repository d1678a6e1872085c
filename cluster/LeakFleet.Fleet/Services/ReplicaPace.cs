using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Which replicas do what a leak's witnesses do, and which certainly do not. The type that names it tells them apart best: strings and arrays rise and fall with everything else that a process does.
/// </summary>
internal sealed class ReplicaPace
{
    /// <summary>Of the leak's rate: slower is another matter, or noise.</summary>
    private const double PaceMin = 0.5;

    private readonly HashSet<ProcessReport> _found;
    private readonly ProfileKey? _key;
    private readonly double _rate;
    private readonly long _sinceUnixMilliseconds;
    private readonly long _neededMilliseconds;

    /// <param name="neededMilliseconds">What a replica must have been watched to be called unaffected.</param>
    public ReplicaPace(LeakGroup group, long neededMilliseconds)
    {
        _found = [.. group.Found.Select(f => f.Report)];
        _neededMilliseconds = neededMilliseconds;
        var alike = LeadingType.Named(group.Type, [.. group.Grown.Select(g => new Candidate(g.Type, g.Assembly, g.Leading.SlopePerHour, 0))]);
        var named = group.Found.Select(f => Named(f.Finding.Growing, group.Type)).OfType<GrowingType>().ToList();
        if (group.Grown.Count > 0 && (alike is not null || named.Count == 0))
        {
            var leading = alike is { } best ? group.Grown[best.Index] : group.Grown.MaxBy(g => g.Leading.SlopePerHour)!;
            _key = new ProfileKey(leading.Kind, leading.Type, leading.Assembly);
            _rate = leading.Leading.SlopePerHour;
            _sinceUnixMilliseconds = leading.Leading.GrowthStartedUnixMilliseconds;
        }
        else if (group.Found.Count > 0)
        {
            // What shows its name best, else the type that most of them saw grow first.
            var first = (named.Count > 0 ? named : group.Found.Where(f => f.Finding.Growing.Count > 0).Select(f => f.Finding.Growing[0]))
                .GroupBy(t => (t.Type, t.Assembly)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Type, StringComparer.Ordinal).FirstOrDefault();
            _key = first is null ? new ProfileKey(group.Kind, group.Type, group.Assembly)
                : new ProfileKey(group.IsOfTypes ? FindingKind.ManagedType : group.Kind, first.Key.Type, first.Key.Assembly);
            // One that has just fallen says nothing of how fast it grows.
            _rate = first?.Select(t => t.BytesPerHour).Where(rate => rate > 0).DefaultIfEmpty().Min() ?? group.Found.Min(f => f.Finding.BytesPerHour);
            _sinceUnixMilliseconds = group.Found.Min(f => f.Finding.SinceUnixMilliseconds);
        }
    }

    /// <summary>The series by which they are compared; null when there is none.</summary>
    public ProfileKey? Key => _key;

    /// <summary>How fast that grows in one replica.</summary>
    public double PerHour => _rate;

    public bool IsAffected(ProcessReport report) => _found.Contains(report) || GrowsAlike(report);

    /// <summary>Watched as long as others needed to be found, and not affected.</summary>
    public bool IsUnaffected(ProcessReport report) => IsUnaffected(report, 1);

    /// <param name="share">Of that time. All of a version together need less than a replica by itself: were they to leak, some would rise as fast by then.</param>
    public bool IsUnaffected(ProcessReport report, double share) =>
        !IsAffected(report) && ReplicaWatch.IsLongEnough(report, (long)(share * _neededMilliseconds));

    private static GrowingType? Named(IReadOnlyList<GrowingType> growing, string name) =>
        LeadingType.Named(name, [.. growing.Select(t => new Candidate(t.Type, t.Assembly, t.BytesPerHour, t.InstancesPerHour))]) is { } best ? growing[best.Index] : null;

    private bool GrowsAlike(ProcessReport report)
    {
        if (_key is not { } key || !(_rate > 0)) return false;
        foreach (var profile in report.Profiles)
            if (profile.Kind == key.Kind && profile.Type == key.Type && profile.Assembly == key.Assembly)
                return ProfileSlope.PerHour(profile, _sinceUnixMilliseconds) >= PaceMin * _rate;
        return false;
    }
}
