namespace LeakFleet.Fleet;

/// <summary>
/// What a service's agents found out about what holds objects, the newest answer for each type, and what people asked to be found out. It outlives the processes
/// that were looked into. An answer that names a holder is not given up for a later one that does not.
/// </summary>
internal sealed class RetentionBook(FleetOptions options)
{
    private readonly Dictionary<string, FindingRetention> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);

    public void Take(ProcessReport report)
    {
        foreach (var answer in report.Retention)
        {
            var known = _byType.GetValueOrDefault(answer.Found.Type);
            if (known is not null && (known.UnixMilliseconds >= answer.UnixMilliseconds || (known.Key.Length > 0 && answer.Key.Length == 0))) continue;
            if (known is null && _byType.Count >= options.ServiceFindingsMax) _byType.Remove(_byType.MinBy(a => a.Value.UnixMilliseconds).Key);
            _byType[answer.Found.Type] = answer;
        }
    }

    /// <summary>Somebody wants it found out (again).</summary>
    public void Ask(string ownFingerprint, long nowUnixMilliseconds)
    {
        if (_asked.Count >= options.ServiceFindingsMax && !_asked.ContainsKey(ownFingerprint)) _asked.Remove(_asked.MinBy(a => a.Value).Key);
        _asked[ownFingerprint] = nowUnixMilliseconds;
    }

    /// <summary>The finding with what is known of its holder, which then is part of what names it.</summary>
    public FleetFinding AddTo(FleetFinding finding)
    {
        var retention = finding.Type.Length > 0 ? _byType.GetValueOrDefault(finding.Type) : null;
        var asked = _asked.GetValueOrDefault(finding.OwnFingerprint, -1);
        if (retention is null) return asked < 0 ? finding : finding with { RetentionAskedUnixMilliseconds = asked };
        return finding with
        {
            Retention = retention,
            RetentionAskedUnixMilliseconds = asked,
            TypeFingerprint = retention.Key.Length > 0 ? finding.OwnFingerprint : "",
            // A queue is made of managed types, and what one service takes for either another may take for the other: its holder tells.
            Fingerprint = retention.Key.Length > 0 ? Fingerprint.Of(finding.Kind, finding.Type, retention.Key) : finding.OwnFingerprint,
        };
    }
}
