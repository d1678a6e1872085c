using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>One leak in one process.</summary>
/// <param name="Fingerprint">Equal for the same leak in every replica and after a restart: a hash of kind and leading type.</param>
/// <param name="Kind">One of <see cref="Detection.FindingKind"/>: <c>managed-type</c> when a managed type's instances grow, else what causes the growth.</param>
/// <param name="Type">
/// The type that names the leak: the application's own, when one grows, else the one that grows by most bytes. Empty for a kind that no type grows with.
/// </param>
/// <param name="Growing">All types that grow, the leading one first.</param>
/// <param name="SinceUnixMilliseconds">First sample of the growth.</param>
/// <param name="BytesPerHour">Growth of all growing types together, with a 95 % confidence interval.</param>
/// <param name="HoursToLimit">Until the container limit at this rate; null without a limit.</param>
public sealed record Finding(
    string Fingerprint,
    string Kind,
    string Type,
    string Assembly,
    IReadOnlyList<GrowingType> Growing,
    long SinceUnixMilliseconds,
    double BytesPerHour,
    double BytesPerHourLow,
    double BytesPerHourHigh,
    double PValue,
    double? HoursToLimit)
{
    /// <summary>The 80 % interval of <see cref="HoursToLimit"/>; null when that is, and the upper end also when it may never be reached.</summary>
    public double? HoursToLimitLow { get; init; }

    public double? HoursToLimitHigh { get; init; }

    /// <summary>Figures that show it, in sentences with units; for a managed type the rows of <see cref="Growing"/> are the figures.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>What of the process rises, for a leak that is named by that and not by types; its course is among <see cref="ProcessDetail.Measures"/>.</summary>
    public Measure? Measure { get; init; }

    /// <summary>By how much that rises, in its own unit; 0 without one.</summary>
    public double MeasurePerHour { get; init; }
}

/// <summary>One type's part in a leak.</summary>
public sealed record GrowingType(string Type, string Assembly, double BytesPerHour, double InstancesPerHour, long Count, long Bytes, double PValue);

/// <summary>One leak across the fleet: the same fingerprint in one service, wherever it occurs.</summary>
/// <param name="AffectedVersions">Versions in which it occurs, with replicas affected of replicas seen.</param>
/// <param name="UnaffectedVersions">Versions of the service seen without it, although old enough to judge.</param>
/// <param name="BytesPerHour">Of one replica: the median over those affected.</param>
/// <param name="HoursToLimit">Of the replica that runs out first; null when none that lives has a limit.</param>
public sealed record FleetFinding(
    string Fingerprint,
    string Kind,
    string Service,
    string Type,
    string Assembly,
    IReadOnlyList<VersionCount> AffectedVersions,
    IReadOnlyList<string> UnaffectedVersions,
    IReadOnlyList<ProcessKey> Processes,
    long SinceUnixMilliseconds,
    double BytesPerHour,
    double? HoursToLimit)
{
    /// <summary>The version it came with: the first in which it grows; empty when that is not known, or when it is none of a version's doing.</summary>
    public string FirstVersion { get; init; } = "";

    /// <summary>The 80 % interval of <see cref="HoursToLimit"/>; null when that is, and the upper end also when it may never be reached.</summary>
    public double? HoursToLimitLow { get; init; }

    public double? HoursToLimitHigh { get; init; }

    public FindingState State { get; init; }

    /// <summary>When it came into this state; 0 when that was not noted yet.</summary>
    public long StateSinceUnixMilliseconds { get; init; }

    /// <summary>How far it reaches among the replicas of the affected versions.</summary>
    public Extent Extent { get; init; }

    /// <summary>What the affected replicas have in common and the unaffected lack; most telling first, at most <see cref="AttributePivots.PivotsMax"/>.</summary>
    public IReadOnlyList<Pivot> Pivots { get; init; } = [];

    /// <summary>The service's versions side by side, in the order of their first starts.</summary>
    public IReadOnlyList<VersionTrend> Versions { get; init; } = [];

    /// <summary>The 95 % interval of <see cref="BytesPerHour"/>.</summary>
    public double BytesPerHourLow { get; init; }

    public double BytesPerHourHigh { get; init; }

    /// <summary>Mean correlation of the replicas' movements, -1 to 1: near 1 something outside drives all of them. Null when it was not compared.</summary>
    public double? SharedLoad { get; init; }

    /// <summary>What keeps its objects alive; null while no agent has found out.</summary>
    public FindingRetention? Retention { get; init; }

    /// <summary>When an agent last answered what that is, be it without a holder; -1 when none has, or not since it may have become another.</summary>
    public long RetentionAnsweredUnixMilliseconds { get; init; } = -1;

    /// <summary>When somebody asked for that to be found out; -1 when nobody did.</summary>
    public long RetentionAskedUnixMilliseconds { get; init; } = -1;

    /// <summary>
    /// The fingerprint without what holds the objects, by which processes name the leak and which stays when that becomes known; empty where it is the same.
    /// </summary>
    public string TypeFingerprint { get; init; } = "";

    /// <summary>The fingerprint by the holder that was known before this one, or before it was forgotten; empty when there was none. Links to it go on leading here.</summary>
    public string FormerFingerprint { get; init; } = "";

    /// <summary>Of the versions that it affects the one that came last; empty when none is known.</summary>
    public string NewestAffectedVersion => Versions.LastOrDefault(v => AffectedVersions.Any(a => a.Version == v.Version))?.Version ?? "";

    /// <summary>The fingerprint of the same leak in its processes.</summary>
    public string OwnFingerprint => TypeFingerprint.Length > 0 ? TypeFingerprint : Fingerprint;

    /// <summary>What of its processes rises, for a leak that is named by that and not by types.</summary>
    public Measure? Measure { get; init; }

    /// <summary>By how much that rises in one replica, in its own unit: the median over those affected; 0 without one.</summary>
    public double MeasurePerHour { get; init; }

    /// <summary>Only all replicas together show it yet; no process has a finding of its own.</summary>
    public bool IsOfReplicasOnly { get; init; }
}

/// <summary>One version of a service with regard to one leak.</summary>
/// <param name="Grows">Null when it was not watched long enough to say.</param>
/// <param name="BytesPerHour">Of one replica, with its 95 % interval; null where its replicas are gone or too few.</param>
public sealed record VersionTrend(
    string Version, long FirstStartedUnixMilliseconds, bool? Grows, double? BytesPerHour, double? BytesPerHourLow, double? BytesPerHourHigh);

/// <param name="Affected">Replicas of that version with the finding.</param>
/// <param name="Replicas">Replicas of that version seen.</param>
public sealed record VersionCount(string Version, int Affected, int Replicas);

/// <summary>One service: its versions and how many replicas of each leak.</summary>
public sealed record ServiceSummary(string Service, IReadOnlyList<VersionCount> Versions);
