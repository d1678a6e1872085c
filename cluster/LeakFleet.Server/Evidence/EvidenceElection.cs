using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Evidence;

/// <summary>
/// Which replica of which findings is to be asked now for what holds the objects. Pure, and the same on every server that sees the same fleet: so the one that the replica's
/// agent is connected to asks, and nobody has to be told. One finding of a service at a time; of its replicas first the one whose answer costs least, and the
/// next one when none came.
/// </summary>
internal static class EvidenceElection
{
    /// <summary>For an answer, before another replica is asked: the agent's budget may make it wait.</summary>
    public static readonly TimeSpan AttemptTime = TimeSpan.FromMinutes(2);

    /// <summary>From one round of attempts to the next, unless somebody asks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(1);

    public const int AttemptsMax = 4;

    /// <summary>A replica that was not heard of for so long is not asked.</summary>
    private static readonly TimeSpan SilentMax = TimeSpan.FromMinutes(10);

    /// <summary>One for each service at most, by the order of the findings.</summary>
    /// <param name="findings">Most urgent first.</param>
    public static IReadOnlyList<EvidenceTurn> Turns(IReadOnlyList<FleetFinding> findings, IReadOnlyList<ProcessSummary> processes, DateTimeOffset now)
    {
        var turns = new List<EvidenceTurn>();
        var byKey = new Dictionary<ProcessKey, ProcessSummary>();
        foreach (var service in findings.GroupBy(f => f.Service, StringComparer.Ordinal))
        {
            foreach (var finding in service)
            {
                if (Attempt(finding, now.ToUnixTimeMilliseconds()) is not var (dueSince, attempt)) continue;
                if (byKey.Count == 0) foreach (var process in processes) byKey[process.Key] = process;
                var candidates = Candidates(finding, byKey, now);
                if (candidates.Count == 0) continue;
                turns.Add(new EvidenceTurn(finding.Service, finding.OwnFingerprint, finding.Type, candidates[attempt % candidates.Count], dueSince, attempt));
                break;
            }
        }

        return turns;
    }

    /// <summary>Since when it is due, and the how-manieth attempt it is; null when nobody is to be asked now.</summary>
    private static (long DueSince, int Attempt)? Attempt(FleetFinding finding, long now)
    {
        if (finding.Type.Length == 0 || finding.State == FindingState.Resolved) return null;
        var (asked, answered) = (finding.RetentionAskedUnixMilliseconds, finding.Retention?.UnixMilliseconds ?? -1);
        var isAsked = asked > answered;
        // Firm is what the service has settled; what was answered with a holder is not asked again by itself.
        if (!isAsked && (finding.Retention is { Key.Length: > 0 } || finding.StateSinceUnixMilliseconds <= 0)) return null;
        var dueSince = isAsked ? asked : answered >= 0 ? answered + (long)Period.TotalMilliseconds : finding.StateSinceUnixMilliseconds;
        var since = now - dueSince;
        if (since < 0 || (isAsked && since >= Period.TotalMilliseconds)) return null;
        var attempt = since % (long)Period.TotalMilliseconds / (long)AttemptTime.TotalMilliseconds;
        return attempt < AttemptsMax ? (dueSince + since / (long)Period.TotalMilliseconds * (long)Period.TotalMilliseconds, (int)attempt) : null;
    }

    /// <summary>Smaller heaps first: a search reads all of it. Then lower load, told by how often a process collects; both in doublings, what differs by less is alike. Then the largest share of memory that is still free.</summary>
    private static List<ProcessKey> Candidates(FleetFinding finding, Dictionary<ProcessKey, ProcessSummary> processes, DateTimeOffset now) =>
    [
        .. finding.Processes.Select(key => processes.GetValueOrDefault(key)).OfType<ProcessSummary>()
            .Where(p => !p.Exited && now.ToUnixTimeMilliseconds() - p.LastSeenUnixMilliseconds <= SilentMax.TotalMilliseconds)
            .OrderBy(p => Doublings(p.HeapBytes)).ThenBy(p => Doublings(p.CollectionsPerHour)).ThenByDescending(Headroom).ThenBy(p => p.Key.ToString(), StringComparer.Ordinal)
            .Select(p => p.Key),
    ];

    private static int Doublings(double value) => (int)Math.Log2(Math.Max(1, value));

    private static double Headroom(ProcessSummary process) =>
        process is { ContainerLimitBytes: > 0, RssBytes: >= 0 } ? 1 - Math.Min(1, (double)process.RssBytes / process.ContainerLimitBytes) : 1;
}
