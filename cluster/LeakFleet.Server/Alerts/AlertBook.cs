using System.Globalization;
using LeakFleet.Fleet;

namespace LeakFleet.Server.Alerts;

/// <summary>
/// The alerts of the fleet: a pure state machine. It is told what is found, how that is routed and what time it is, and answers whom to tell what.
/// <code>
///  found            there for FireAfter          seen to be gone for ResolveAfter
/// ───────▶ pending ─────────────────────▶ firing ─────────────────────────────────▶ resolved
///            │ gone                          ▲              found again: a new episode │
///            ▼                               └───────────── pending ◀──────────────────┘
///          nothing
/// </code>
/// Gone means looked for and not found: while the server was down nobody looked, and that time counts for nothing.
/// </summary>
internal sealed class AlertBook(AlertOptions options)
{
    /// <summary>Looks that are further apart than so many intervals leave a gap in what is known.</summary>
    private const int GapIntervals = 4;

    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly Dictionary<string, Told> NobodyTold = [];

    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly List<AlertEvent> _unposted = [];
    private DateTimeOffset _steppedAt = DateTimeOffset.MinValue;

    public IReadOnlyCollection<Alert> Alerts => _alerts.Values;

    /// <summary>Decided, and not yet said to be in the receivers' hands.</summary>
    public IReadOnlyList<AlertEvent> Unposted => _unposted;

    /// <summary>Findings that found no room.</summary>
    public long RefusedCount { get; private set; }

    public static AlertBook Load(AlertState state, AlertOptions options)
    {
        var book = new AlertBook(options) { _steppedAt = state.SteppedAt };
        // States of earlier versions have no identity: what was sent last is what it is known by.
        foreach (var alert in state.Alerts) book._alerts[alert.Id] = alert with { Identity = alert.Identity ?? AlertIdentity.Of(alert.Facts) };
        book._unposted.AddRange(state.Unposted);
        return book;
    }

    public AlertState Save(IReadOnlyList<Silence> silences) =>
        new(AlertState.CurrentVersion, _steppedAt, [.. _alerts.Values], [.. _unposted], silences);

    /// <summary>Takes the full set of open findings at a time. Says whether anything changed but the facts.</summary>
    public bool Step(DateTimeOffset now, IReadOnlyList<FleetFinding> findings, Func<FleetFinding, AlertRouting> route)
    {
        // A clock that is set back must not undo what happened.
        if (now < _steppedAt) now = _steppedAt;
        var isAfterGap = now - _steppedAt > GapIntervals * options.Interval;
        var before = _unposted.Count;
        var isChanged = false;
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            // By the name that stays when it becomes known what holds the objects: it is one alert before and after.
            var id = Alert.IdOf(finding.Service, finding.OwnFingerprint);
            if (!there.Add(id)) continue;
            isChanged |= Found(id, AlertFacts.Of(finding), route(finding), now);
        }

        foreach (var alert in _alerts.Values.Where(a => !there.Contains(a.Id)).ToList()) isChanged |= Missing(alert, now, isAfterGap);
        _steppedAt = now;
        return isChanged || _unposted.Count > before;
    }

    /// <summary>The receivers' queues have them.</summary>
    public void Posted(IReadOnlyCollection<AlertEvent> events)
    {
        var ids = events.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        _unposted.RemoveAll(e => ids.Contains(e.Id));
    }

    private bool Found(string id, AlertFacts facts, AlertRouting routing, DateTimeOffset now)
    {
        var isNew = !_alerts.TryGetValue(id, out var known) || known.Phase == AlertPhase.Resolved;
        if (isNew && known is null && !MakeRoom())
        {
            RefusedCount++;
            return false;
        }

        var alert = isNew || known is null
            ? new Alert(id, AlertPhase.Pending, now, null, null, routing.IsSilenced, facts, NoLabels, NobodyTold) { Identity = AlertIdentity.Of(facts) }
            : known;
        if (alert.Phase == AlertPhase.Pending && now - alert.PhaseSince >= options.FireAfter)
            // Labels are part of an alert's identity where it is sent: they are settled once for an episode.
            alert = alert with { Phase = AlertPhase.Firing, PhaseSince = now, FiringSince = now, Labels = routing.Labels };
        alert = alert with { MissingSince = null, IsSilenced = routing.IsSilenced, Facts = facts };
        if (alert is { Phase: AlertPhase.Firing, IsSilenced: false }) alert = Tell(alert, routing.Receivers, now);
        _alerts[id] = alert;
        return known is null || known.Phase != alert.Phase || known.IsSilenced != alert.IsSilenced || known.MissingSince != alert.MissingSince;
    }

    private bool Missing(Alert alert, DateTimeOffset now, bool isAfterGap)
    {
        switch (alert.Phase)
        {
            case AlertPhase.Pending:
                _alerts.Remove(alert.Id);
                return true;
            case AlertPhase.Resolved:
                return now - alert.PhaseSince >= options.ResolvedKept && _alerts.Remove(alert.Id);
        }

        var since = isAfterGap ? now : alert.MissingSince ?? now;
        if (now - since < options.ResolveAfter)
        {
            _alerts[alert.Id] = alert with { MissingSince = since };
            return since != alert.MissingSince;
        }

        var resolved = alert with { Phase = AlertPhase.Resolved, PhaseSince = now, MissingSince = since };
        // Whoever was told that it fires is told that it ended, silenced or not: nobody shall wait for an end that came.
        var told = new Dictionary<string, Told>(StringComparer.Ordinal);
        foreach (var (receiver, last) in alert.Told)
        {
            told[receiver] = last with { At = now, IsResolved = true };
            Decide(resolved, receiver, "resolved", last.Times, now);
        }

        _alerts[alert.Id] = resolved with { Told = told };
        return true;
    }

    private Alert Tell(Alert alert, IReadOnlyList<string> receivers, DateTimeOffset now)
    {
        Dictionary<string, Told>? told = null;
        foreach (var receiver in receivers)
        {
            var last = alert.Told.GetValueOrDefault(receiver);
            if (last is not null && (options.RepeatAfter == TimeSpan.Zero || now - last.At < options.RepeatAfter)) continue;
            told ??= new Dictionary<string, Told>(alert.Told, StringComparer.Ordinal);
            var next = new Told(now, (last?.Times ?? 0) + 1, false);
            told[receiver] = next;
            Decide(alert, receiver, last is null ? "firing" : "repeat", next.Times, now);
        }

        return told is null ? alert : alert with { Told = told };
    }

    private void Decide(Alert alert, string receiver, string what, int times, DateTimeOffset now)
    {
        var episode = alert.FiringSince!.Value;
        var id = string.Create(CultureInfo.InvariantCulture, $"{alert.Id}-{episode.ToUnixTimeMilliseconds()}-{receiver}-{what}-{times}");
        var notice = new AlertNotice(what, alert.Id, episode, alert.Phase == AlertPhase.Resolved ? now : null, alert.Facts, alert.Labels);
        _unposted.Add(new AlertEvent(id, alert.Id, receiver, what, now, notice));
    }

    /// <summary>What is over makes room for what begins, the longest over first.</summary>
    private bool MakeRoom()
    {
        if (_alerts.Count < options.AlertsMax) return true;
        var oldest = _alerts.Values.Where(a => a.Phase == AlertPhase.Resolved).MinBy(a => a.PhaseSince);
        return oldest is not null && _alerts.Remove(oldest.Id);
    }
}
