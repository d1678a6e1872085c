using LeakFleet.Server.Api;

namespace LeakFleet.Server.Alerts;

/// <summary>Alerts, silences and receivers as CSV. What is a list within a row becomes one cell; JSON has it whole.</summary>
internal static class AlertTables
{
    public static CsvTable<AlertResponse> Alerts { get; } = new(
        ("id", a => a.Id), ("phase", a => a.Phase), ("phaseSince", a => a.PhaseSince), ("firingSince", a => a.FiringSince), ("missingSince", a => a.MissingSince),
        ("silenced", a => a.Silenced), ("service", a => a.Service), ("fingerprint", a => a.Fingerprint), ("kind", a => a.Kind), ("type", a => a.Type), ("sentence", a => a.Sentence),
        ("labels", a => string.Join("; ", a.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"))), ("told", a => string.Join("; ", a.Told)));

    public static CsvTable<SilenceResponse> Silences { get; } = new(
        ("id", s => s.Id), ("match", s => s.Match), ("startsAt", s => s.StartsAt), ("endsAt", s => s.EndsAt), ("comment", s => s.Comment));

    public static CsvTable<ReceiverResponse> Receivers { get; } = new(
        ("receiver", r => r.Receiver), ("type", r => r.Type), ("target", r => r.Target), ("queued", r => r.Queued), ("oldestQueuedAt", r => r.OldestQueuedAt),
        ("delivered", r => r.Delivered), ("failed", r => r.Failed), ("dropped", r => r.Dropped), ("lastDeliveredAt", r => r.LastDeliveredAt), ("lastFault", r => r.LastFault),
        ("storeFault", r => r.StoreFault), ("deadLetters", r => r.DeadLetters.Count));
}
