namespace LeakFleet.Fleet;

/// <summary>
/// What a service's agents found out about what holds objects, for each type, and what people asked to be found out. It outlives the processes
/// that were looked into, but not what may have become another leak: one that was resolved and is back, or that a later version has.
/// </summary>
internal sealed class RetentionBook(FleetOptions options)
{
    private readonly Dictionary<string, TypeRetention> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);

    public void Take(ProcessReport report)
    {
        foreach (var answer in report.Retention)
        {
            if (!_byType.TryGetValue(answer.Found.Type, out var known))
            {
                if (_byType.Count >= options.ServiceFindingsMax) _byType.Remove(_byType.MinBy(a => a.Value.NewestUnixMilliseconds).Key);
                _byType.Add(answer.Found.Type, known = new TypeRetention());
            }

            known.Take(answer, report.Version);
        }
    }

    /// <summary>Takes note of which versions have a leak at a time.</summary>
    public void Note(FleetFinding finding, long atUnixMilliseconds) => _byType.GetValueOrDefault(finding.Type)?.NoteVersion(finding, atUnixMilliseconds);

    /// <summary>Somebody wants it found out (again).</summary>
    public void Ask(string ownFingerprint, long nowUnixMilliseconds)
    {
        if (_asked.Count >= options.ServiceFindingsMax && !_asked.ContainsKey(ownFingerprint)) _asked.Remove(_asked.MinBy(a => a.Value).Key);
        _asked[ownFingerprint] = nowUnixMilliseconds;
    }

    /// <summary>The finding with what is known of its holder, which then is part of what names it.</summary>
    public FleetFinding AddTo(FleetFinding finding)
    {
        var asked = _asked.GetValueOrDefault(finding.OwnFingerprint, -1);
        if (finding.Type.Length == 0 || !_byType.TryGetValue(finding.Type, out var known)) return asked < 0 ? finding : finding with { RetentionAskedUnixMilliseconds = asked };
        var (retention, answered, formerKey) = known.Of(finding);
        var key = retention?.Key ?? "";
        return finding with
        {
            Retention = retention,
            RetentionAnsweredUnixMilliseconds = answered,
            RetentionAskedUnixMilliseconds = asked,
            TypeFingerprint = key.Length > 0 ? finding.OwnFingerprint : "",
            Fingerprint = Named(finding, key),
            FormerFingerprint = formerKey.Length > 0 ? Named(finding, formerKey) : "",
        };
    }

    /// <summary>A queue is made of managed types, and what one service takes for either another may take for the other: its holder tells.</summary>
    private static string Named(FleetFinding finding, string key) => key.Length > 0 ? Fingerprint.Of(finding.Kind, finding.Type, key) : finding.OwnFingerprint;
}
