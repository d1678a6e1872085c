namespace LeakFleet.Fleet;

/// <summary>
/// What a service's agents found out about what holds the objects of one type. An answer that names a holder is not given up for a later one that does not; but it says nothing of a leak that
/// came after it: one that was resolved and is back, or that a version has in which the type was not known to leak when the answer came.
/// </summary>
internal sealed class TypeRetention
{
    private (FindingRetention Answer, string Version)? _newest;
    private (FindingRetention Answer, string Version)? _naming;
    private string _formerKey = "";

    /// <summary>The last version that leaks, and since when that is known.</summary>
    private (string Version, long SinceUnixMilliseconds)? _leaking;

    public long NewestUnixMilliseconds => _newest?.Answer.UnixMilliseconds ?? -1;

    /// <param name="version">Of the process that was looked into.</param>
    public void Take(FindingRetention answer, string version)
    {
        if (answer.UnixMilliseconds > NewestUnixMilliseconds) _newest = (answer, version);
        if (answer.Key.Length == 0 || answer.UnixMilliseconds <= (_naming?.Answer.UnixMilliseconds ?? -1)) return;
        if (_naming is { Answer.Key: var key } && key != answer.Key) _formerKey = key;
        _naming = (answer, version);
    }

    public void NoteVersion(FleetFinding finding, long atUnixMilliseconds)
    {
        var newest = finding.NewestAffectedVersion;
        if (newest.Length == 0) return;
        if (_leaking is not var (known, _) || Place(newest) > Place(known)) _leaking = (newest, atUnixMilliseconds);

        int Place(string version) => finding.Versions.ToList().FindIndex(v => v.Version == version);
    }

    /// <summary>The answer that holds for the finding as it is; when the last such came, -1 when none has; and the key that it had before, or that is no longer sure.</summary>
    public (FindingRetention? Answer, long AnsweredUnixMilliseconds, string FormerKey) Of(FleetFinding finding)
    {
        var (naming, newest) = (Valid(_naming, finding), Valid(_newest, finding));
        return (naming ?? newest, newest?.UnixMilliseconds ?? -1, naming is null && _naming is var (forgotten, _) ? forgotten.Key : _formerKey);
    }

    private FindingRetention? Valid((FindingRetention Answer, string Version)? known, FleetFinding finding)
    {
        if (known is not var (answer, version)) return null;
        if (finding.State == FindingState.Regressed && answer.UnixMilliseconds < finding.StateSinceUnixMilliseconds) return null;
        return _leaking is var (leaking, since) && leaking != version && answer.UnixMilliseconds < since ? null : answer;
    }
}
