using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What a process monitor tells its service: always the full current set of findings, so that the next report repairs a lost one.</summary>
public sealed record ProcessReport(
    ProcessKey Process,
    string Service,
    string Version,
    Verdict Verdict,
    bool Exited,
    IReadOnlyList<Finding> Findings,
    long UnixMilliseconds)
{
    /// <summary>Profiles taken of one report; more are left out.</summary>
    public const int ProfilesMax = 16;

    private static readonly Dictionary<string, string> NoLabels = [];

    /// <summary>When the process started; -1 before its first description.</summary>
    public long StartedUnixMilliseconds { get; init; } = -1;

    /// <summary>First and last histogram that counts, by the node's clock; -1 before there is one. How long a process has been watched is what a finding's absence is worth.</summary>
    public long FirstSampleUnixMilliseconds { get; init; } = -1;

    public long LastSampleUnixMilliseconds { get; init; } = -1;

    /// <summary>Runtime version; empty when unknown.</summary>
    public string Runtime { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels;

    /// <summary>The newest memory figures; null before the first.</summary>
    public ProcessMemory? Memory { get; init; }

    /// <summary>What holds its objects, as far as that was asked; newest last.</summary>
    public IReadOnlyList<FindingRetention> Retention { get; init; } = [];

    /// <summary>What it holds of each type, for its siblings to be compared with; null before there is anything.</summary>
    public TypeLevels? Levels { get; init; }

    /// <summary>
    /// The series that rise most suspiciously, those with a finding first, at most <see cref="ProfilesMax"/>. The same list object as long as no
    /// bucket closed: what did not change need not be judged again.
    /// </summary>
    public IReadOnlyList<GrowthProfile> Profiles { get; init; } = [];
}
