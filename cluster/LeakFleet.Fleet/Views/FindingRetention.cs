using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What keeps the objects of a finding's type alive, as one replica's agent found it.</summary>
/// <param name="Process">The replica that was looked into.</param>
/// <param name="UnixMilliseconds">When the answer came, by the host's clock.</param>
public sealed record FindingRetention(ProcessKey Process, long UnixMilliseconds, RetentionFound Found)
{
    /// <summary>
    /// What names the leak beside its type: the way in which most of its objects are held. Empty when none was found, when it explains fewer than half of those looked at, or when it is no
    /// more than a frame that may have returned meanwhile: what is likely today may be another's tomorrow, and a name stays.
    /// </summary>
    public string Key => Found.Signatures is [var leading, ..] && 2 * leading.Samples >= Found.Sampled && (leading.IsConfirmed || !leading.IsOfFrameAlone) ? leading.Key : "";
}
