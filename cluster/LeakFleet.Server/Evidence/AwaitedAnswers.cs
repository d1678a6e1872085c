using LeakFleet.Fleet;

namespace LeakFleet.Server.Evidence;

/// <summary>
/// Which services this server awaits an answer from. Whose turn it is changes with every finding that comes or is answered; a service that was asked is left alone for as long as an agent may take all the
/// same, so that never two of its replicas are looked into at once.
/// </summary>
internal sealed class AwaitedAnswers
{
    private readonly Dictionary<string, (EvidenceTurn Turn, DateTimeOffset AskedAt)> _asked = new(StringComparer.Ordinal);

    public void Note(EvidenceTurn turn, DateTimeOffset now) => _asked[turn.Service] = (turn, now);

    /// <summary>Forgets those that were answered, by what is known of the findings now, and those that will not be any more.</summary>
    public void Settle(IReadOnlyList<FleetFinding> findings, DateTimeOffset now)
    {
        foreach (var (service, (turn, askedAt)) in _asked.ToList())
        {
            if (now - askedAt >= EvidenceElection.AttemptTime
                || findings.Any(f => f.Service == service && f.OwnFingerprint == turn.Fingerprint && f.RetentionAnsweredUnixMilliseconds >= askedAt.ToUnixTimeMilliseconds())) _asked.Remove(service);
        }
    }

    public bool From(string service) => _asked.ContainsKey(service);
}
