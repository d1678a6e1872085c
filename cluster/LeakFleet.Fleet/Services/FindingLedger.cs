using System.Diagnostics.CodeAnalysis;
using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// The states of a service's findings: open, resolved, regressed, with holds against flapping. A pure state machine: it is told what is there and what time
/// it is. Seen by a process it opens at once, which has held it back for its own looks; seen by replicas together only, or without a name that says anything,
/// after as many judgements in a row.
/// It stays open until it was gone for the hold, and is then remembered: when it comes back it has regressed.
/// </summary>
internal sealed class FindingLedger(FleetOptions options)
{
    /// <summary>Records for each finding shown: the rest are resolved ones, the oldest of which make room.</summary>
    private const int RecordsPerFinding = 4;

    /// <summary>Two hours at the usual pace: much of what replicas only seem to share does not last so long.</summary>
    private const int ReplicasOnlyLooks = 4;

    private const int LooksMax = 1000;

    private readonly Dictionary<string, FindingRecord> _records = new(StringComparer.Ordinal);

    public IReadOnlyCollection<FindingRecord> Records => _records.Values;

    public bool TryFind(string fingerprint, [MaybeNullWhen(false)] out FindingRecord record) => _records.TryGetValue(fingerprint, out record);

    /// <summary>
    /// Judgements in a row in which it must be there before it is shown. More than one for what only replicas together have; for what only a framework's type
    /// names, since the application's type that holds it often shows a little later, and a name that says nothing helps nobody; and twice as many for
    /// what few of many replicas have: of twenty processes one is wrong twenty times as often, and bad luck passes.
    /// </summary>
    public int LooksNeeded(FleetFinding finding) => options.Detection.LooksMin * finding switch
    {
        { IsOfReplicasOnly: true } => ReplicasOnlyLooks,
        { Extent: Extent.OneReplica or Extent.SomeReplicas } => 2,
        { Kind: Fingerprint.ManagedType } when !LeadingType.IsTelling(finding.Type, finding.Assembly) => 1,
        _ => 0,
    };

    /// <summary>Takes the full set of what is there at a time, and lets the holds of what is not pass. Says whether anything was resolved.</summary>
    public bool Step(IReadOnlyList<(FleetFinding Finding, IReadOnlySet<string> Members)> present, long nowUnixMilliseconds)
    {
        var hold = (long)options.FindingHold.TotalMilliseconds;
        foreach (var (finding, members) in present)
        {
            var known = _records.GetValueOrDefault(finding.Fingerprint);
            _records[finding.Fingerprint] = Seen(known, finding, members, nowUnixMilliseconds);
        }

        var there = present.Select(p => p.Finding.Fingerprint).ToHashSet(StringComparer.Ordinal);
        var hasResolved = false;
        foreach (var (fingerprint, record) in _records.ToList())
        {
            if (there.Contains(fingerprint)) continue;
            if (!record.IsShown) _records.Remove(fingerprint);
            else if (record.State != FindingState.Resolved)
            {
                if (nowUnixMilliseconds - record.SeenUnixMilliseconds < hold) continue;
                hasResolved = true;
                _records[fingerprint] = record with { State = FindingState.Resolved, SinceUnixMilliseconds = nowUnixMilliseconds };
            }
            else if (nowUnixMilliseconds - record.SinceUnixMilliseconds >= options.ResolvedKept.TotalMilliseconds) _records.Remove(fingerprint);
        }

        MakeRoom();
        return hasResolved;
    }

    /// <summary>What was remembered before a restart.</summary>
    public void Restore(IEnumerable<FindingRecord> records)
    {
        foreach (var record in records.Take(RecordsPerFinding * options.ServiceFindingsMax)) _records[record.Finding.Fingerprint] = record;
    }

    /// <summary>A leak goes on under another name, such as when its application type shows only later.</summary>
    public void Rename(string from, string to)
    {
        if (_records.ContainsKey(to) || !_records.Remove(from, out var record)) return;
        _records[to] = record with { Finding = record.Finding with { Fingerprint = to } };
    }

    private FindingRecord Seen(FindingRecord? known, FleetFinding finding, IReadOnlySet<string> members, long now)
    {
        if (known is null)
        {
            var noticedAfter = Math.Max((long)options.Detection.SpanMin.TotalMilliseconds, now - finding.SinceUnixMilliseconds);
            var isShown = LooksNeeded(finding) <= 1;
            return new FindingRecord(finding, members, FindingState.Open, now, now, 1, isShown, noticedAfter);
        }

        // A clock that jumps back must not undo what was seen.
        now = Math.Max(now, known.SeenUnixMilliseconds);
        var seen = known with
        {
            Finding = finding,
            Members = members,
            SeenUnixMilliseconds = now,
            Looks = Math.Min(known.Looks + 1, LooksMax),
        };
        seen = seen with { IsShown = known.IsShown || seen.Looks >= LooksNeeded(finding) };
        return known.State == FindingState.Resolved ? seen with { State = FindingState.Regressed, SinceUnixMilliseconds = now } : seen;
    }

    private void MakeRoom()
    {
        var over = _records.Count - RecordsPerFinding * options.ServiceFindingsMax;
        if (over <= 0) return;
        foreach (var record in _records.Values.OrderByDescending(r => r.State == FindingState.Resolved).ThenBy(r => r.SeenUnixMilliseconds)
            .ThenBy(r => r.Finding.Fingerprint, StringComparer.Ordinal).Take(over).ToList())
            _records.Remove(record.Finding.Fingerprint);
    }
}
