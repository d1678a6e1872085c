using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What keeps the objects of a finding's type alive, as one replica's agent found it.</summary>
/// <param name="Process">The replica that was looked into.</param>
/// <param name="UnixMilliseconds">When the answer came, by the host's clock.</param>
public sealed record FindingRetention(ProcessKey Process, long UnixMilliseconds, RetentionFound Found)
{
    /// <summary>What names the leak beside its type: the leading way in which its objects are held; empty when none was found.</summary>
    public string Key => Found.Signatures.Count > 0 ? Found.Signatures[0].Key : "";
}
