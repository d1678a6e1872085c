using System.Security.Cryptography;
using System.Text;

namespace LeakFleet.Server.Alerts;

/// <summary>One leak of one service, however many replicas have it.</summary>
/// <param name="Id">Of service and fingerprint: the same after every restart.</param>
/// <param name="PhaseSince">When it came into its phase.</param>
/// <param name="FiringSince">Names the episode; null before it fired.</param>
/// <param name="MissingSince">Since when it is seen to be gone; null while it is there.</param>
/// <param name="IsSilenced">As last judged.</param>
public sealed record Alert(
    string Id,
    AlertPhase Phase,
    DateTimeOffset PhaseSince,
    DateTimeOffset? FiringSince,
    DateTimeOffset? MissingSince,
    bool IsSilenced,
    AlertFacts Facts,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, Told> Told)
{
    /// <summary>By what it is known where it was sent: settled when it begins, whatever becomes known of its finding meanwhile.</summary>
    public AlertIdentity? Identity { get; init; }

    public static string IdOf(string service, string fingerprint) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{service}\n{fingerprint}")).AsSpan(0, 8));
}
