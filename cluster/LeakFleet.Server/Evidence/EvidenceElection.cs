using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Evidence;

/// <summary>
/// Which replica of which findings is to be asked now for what holds the objects. Pure, and the same on every server that sees the same fleet: so the one that the replica's
/// agent is connected to asks, and nobody has to be told. One finding of a service at a time, those that somebody asked about first; those that wait take turns, so that one whose
/// agents cannot be asked keeps no other from it. Of a finding's replicas first the one whose answer costs least, and the next one when none came.
/// </summary>
internal static class EvidenceElection
{
    /// <summary>For an answer, before another replica is asked: the agent's budget may make it wait.</summary>
    public static readonly TimeSpan AttemptTime = TimeSpan.FromMilliseconds(WireLimits.EvidenceAnswerMilliseconds);

    /// <summary>From one round of attempts to the next, unless somebody asks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(1);

    public const int AttemptsMax = 4;

    /// <summary>A replica that was not heard of for so long is not asked.</summary>
    private static readonly TimeSpan SilentMax = TimeSpan.FromMinutes(10);

    private static readonly long AttemptMilliseconds = (long)AttemptTime.TotalMilliseconds;
    private static readonly long PeriodMilliseconds = (long)Period.TotalMilliseconds;

    /// <summary>One for each service at most, by the order of the findings.</summary>
    /// <param name="findings">Most urgent first.</param>
    public static IReadOnlyList<EvidenceTurn> Turns(IReadOnlyList<FleetFinding> findings, IReadOnlyList<ProcessSummary> processes, DateTimeOffset now)
    {
        var turns = new List<EvidenceTurn>();
        var byKey = new Dictionary<ProcessKey, ProcessSummary>();
        foreach (var service in findings.GroupBy(f => f.Service, StringComparer.Ordinal))
        {
            var waiting = service.Select(f => Due(f, now.ToUnixTimeMilliseconds())).OfType<DueFinding>().OrderBy(due => due.Since).ThenBy(due => due.Finding.OwnFingerprint, StringComparer.Ordinal).ToList();
            if (waiting.Count == 0) continue;
            if (byKey.Count == 0) foreach (var process in processes) byKey[process.Key] = process;
            // Those that somebody asked about have turns of their own, which come first; the others wait so much longer for theirs.
            var asked = waiting.FindAll(due => due.IsAsked);
            var turn = Turn(asked, asked.Count, byKey, now) ?? Turn(waiting.FindAll(due => !due.IsAsked), waiting.Count, byKey, now);
            if (turn is { } found) turns.Add(found);
        }

        return turns;
    }

    /// <summary>Whose turn it is of those that wait alike: the slots go round, counted from the first of them, and one that cannot be asked is passed over.</summary>
    /// <param name="sharing">Findings that the slots may go to: so many times as long an attempt lasts.</param>
    private static EvidenceTurn? Turn(List<DueFinding> waiting, int sharing, Dictionary<ProcessKey, ProcessSummary> processes, DateTimeOffset now)
    {
        if (waiting.Count == 0) return null;
        var slot = (now.ToUnixTimeMilliseconds() - waiting[0].Since) / AttemptMilliseconds;
        for (var i = 0; i < waiting.Count; i++)
        {
            var (finding, since, _) = waiting[(int)((slot + i) % waiting.Count)];
            var attempt = (now.ToUnixTimeMilliseconds() - since) / (AttemptMilliseconds * sharing);
            var candidates = attempt < AttemptsMax ? Candidates(finding, processes, now) : [];
            if (candidates.Count > 0) return new EvidenceTurn(finding.Service, finding.OwnFingerprint, finding.Type, candidates[(int)attempt % candidates.Count], since, (int)attempt);
        }

        return null;
    }

    /// <summary>Null when nobody is to be asked now.</summary>
    private static DueFinding? Due(FleetFinding finding, long now)
    {
        if (finding.Type.Length == 0 || finding.State == FindingState.Resolved) return null;
        var (asked, answered) = (finding.RetentionAskedUnixMilliseconds, finding.RetentionAnsweredUnixMilliseconds);
        if (asked > answered && now >= asked && now - asked < PeriodMilliseconds) return new DueFinding(finding, asked, true);
        // Firm is what the service has settled; what was answered with a holder is not asked again by itself.
        if (finding.Retention is { Key.Length: > 0 } || finding.StateSinceUnixMilliseconds <= 0) return null;
        var first = answered >= 0 ? answered + PeriodMilliseconds : finding.StateSinceUnixMilliseconds;
        return now < first ? null : new DueFinding(finding, now - (now - first) % PeriodMilliseconds, false);
    }

    /// <summary>
    /// Of the newest version that leaks, while any of it lives: an older one may have held them by something else. Then smaller heaps first: a search reads all of it. Then lower load, told by how
    /// often a process collects; both in doublings, what differs by less is alike. Then the largest share of memory that is still free. What is not known of a replica may be more than of any other.
    /// </summary>
    private static List<ProcessKey> Candidates(FleetFinding finding, Dictionary<ProcessKey, ProcessSummary> processes, DateTimeOffset now)
    {
        var alive = finding.Processes.Select(key => processes.GetValueOrDefault(key)).OfType<ProcessSummary>()
            .Where(p => !p.Exited && now.ToUnixTimeMilliseconds() - p.LastSeenUnixMilliseconds <= SilentMax.TotalMilliseconds).ToList();
        var newest = alive.FindAll(p => p.Version == finding.NewestAffectedVersion);
        return
        [
            .. (newest.Count > 0 ? newest : alive)
                .OrderBy(p => Doublings(p.HeapBytes)).ThenBy(p => Doublings(p.CollectionsPerHour)).ThenByDescending(Headroom).ThenBy(p => p.Key.ToString(), StringComparer.Ordinal)
                .Select(p => p.Key),
        ];
    }

    private static int Doublings(double value) => value < 0 ? int.MaxValue : (int)Math.Log2(Math.Max(1, value));

    private static double Headroom(ProcessSummary process) => process switch
    {
        { ContainerLimitBytes: <= 0 } => 1,
        { RssBytes: < 0 } => -1,
        _ => 1 - Math.Min(1, (double)process.RssBytes / process.ContainerLimitBytes),
    };

    /// <param name="Since">When its round of attempts began.</param>
    private sealed record DueFinding(FleetFinding Finding, long Since, bool IsAsked);
}
