using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// One service: the newest report of each of its processes, and what they say together. No clock: time comes with the reports and the calls. What one process
/// found is passed on at once; what only all replicas show, and the states of findings, are settled at fixed intervals of that time, so that neither
/// depends on how often somebody asks or on the order in which replicas report.
/// </summary>
public sealed class ServiceMonitor(string service, FleetOptions options)
{
    /// <summary>Settled so many times within the shortest span that is judged.</summary>
    private const int SettledPerSpan = 3;

    private readonly Dictionary<ProcessKey, ProcessReport> _reports = [];
    private readonly FindingLedger _ledger = new(options);
    private readonly VersionHistory _history = new();
    private readonly RetentionBook _retention = new(options);
    private readonly long _intervalMilliseconds = Math.Max(1, (long)(options.Detection.SpanMin.TotalMilliseconds / SettledPerSpan));
    private IReadOnlyList<ServiceGrowth> _growths = [];
    private IReadOnlyList<FleetFinding>? _findings;
    private long _nowUnixMilliseconds = long.MinValue;
    private long _settleUnixMilliseconds = long.MaxValue;
    private bool _profilesChanged;
    private (string OwnFingerprint, long BeganUnixMilliseconds)? _look;

    public bool IsEmpty => _reports.Count == 0;

    /// <summary>Whether <see cref="Save"/> would say something else than before. A service without a finding that never had another version remembers nothing.</summary>
    public bool IsMemoryChanged { get; private set; }

    /// <summary>What no process says again after a restart: how long findings have been open, which went away, which versions there were.</summary>
    public byte[] Save()
    {
        IsMemoryChanged = false;
        return new ServiceMemory(ServiceMemory.FormatNow, service, [.. _ledger.Records.Select(FindingMemory.Of)], [.. _history.Versions.Select(VersionMemory.Of)]).ToBytes();
    }

    /// <summary>What <see cref="Save"/> wrote could not be kept: it is due again.</summary>
    public void NotSaved() => IsMemoryChanged = true;

    /// <summary>Goes on from what <see cref="Save"/> wrote, before any report is taken in. False when these are no such bytes, or another service's.</summary>
    public bool Restore(ReadOnlySpan<byte> bytes)
    {
        if (!ServiceMemory.TryRead(bytes, out var memory) || memory.Service != service) return false;
        Restore(memory);
        return true;
    }

    internal void Restore(ServiceMemory memory)
    {
        _ledger.Restore(memory.Findings.Select(finding => finding.ToRecord()));
        _history.Restore(memory.Versions.Select(version => version.ToRecord()));
        _findings = null;
    }

    /// <summary>Takes the newest report of a process. An older one than that known, arriving late, is ignored.</summary>
    public void Report(ProcessReport report)
    {
        if (_reports.TryGetValue(report.Process, out var known) && known.UnixMilliseconds > report.UnixMilliseconds) return;
        Pass(report.UnixMilliseconds);
        if (known is null && _reports.Count >= options.ServiceProcessesMax)
            _reports.Remove(_reports.Values.MinBy(r => (!r.Exited, r.UnixMilliseconds))!.Process);
        _reports[report.Process] = report;
        _history.Note(report);
        _retention.Take(report);
        _profilesChanged |= known is null || !ReferenceEquals(known.Profiles, report.Profiles) || known.Version != report.Version;
        _findings = null;
    }

    /// <summary>The process is forgotten, or counts towards another service from now on.</summary>
    public void Forget(ProcessKey process)
    {
        if (!_reports.Remove(process)) return;
        _profilesChanged = true;
        _findings = null;
    }

    /// <summary>Drops what was not heard of for too long. Says whether anything went, be it a process or a finding.</summary>
    public bool Expire(long nowUnixMilliseconds)
    {
        var hasResolved = Pass(nowUnixMilliseconds);
        var oldest = nowUnixMilliseconds - (long)options.ReplicaSilentKept.TotalMilliseconds;
        var silent = _reports.Values.Where(r => r.UnixMilliseconds < oldest).Select(r => r.Process).ToList();
        foreach (var process in silent) Forget(process);
        return silent.Count > 0 || hasResolved;
    }

    public ServiceSummary Summary()
    {
        var affected = Findings().SelectMany(f => f.Processes).ToHashSet();
        return new ServiceSummary(
            service,
            [.. ByVersion().OrderBy(v => v.Key, VersionOrder.Oldest)
                .Select(v => new VersionCount(v.Key, v.Value.Count(r => affected.Contains(r.Process)), v.Value.Count))]);
    }

    /// <summary>One finding for each leak that is open, most urgent first.</summary>
    public IReadOnlyList<FleetFinding> Findings() => _findings ??= [.. Shown(Compose()).Select(_retention.AddTo)];

    /// <summary>Notes that somebody wants to know what holds the objects of a finding; false when there is no such.</summary>
    public bool AskRetention(string fingerprint, long nowUnixMilliseconds)
    {
        if (Findings().FirstOrDefault(f => f.Fingerprint == fingerprint || f.OwnFingerprint == fingerprint || f.FormerFingerprint == fingerprint) is not { } finding) return false;
        _retention.Ask(finding.OwnFingerprint, nowUnixMilliseconds);
        _findings = null;
        return true;
    }

    /// <summary>
    /// A replica is about to be looked into for what holds the objects of a finding. False when there is no such finding, or while another look is awaited: until it was answered, or for as long as an
    /// agent may take.
    /// </summary>
    public bool BeginLook(string ownFingerprint, long nowUnixMilliseconds)
    {
        if (Findings().All(f => f.OwnFingerprint != ownFingerprint)) return false;
        if (_look is var (awaited, began)
            && Math.Abs(nowUnixMilliseconds - began) < WireLimits.EvidenceAnswerMilliseconds
            && !Findings().Any(f => f.OwnFingerprint == awaited && f.RetentionAnsweredUnixMilliseconds >= began)) return false;
        _look = (ownFingerprint, nowUnixMilliseconds);
        return true;
    }

    /// <summary>Leaks that went away and are remembered, the latest first.</summary>
    public IReadOnlyList<FleetFinding> Resolved() =>
    [
        .. _ledger.Records.Where(r => r.State == FindingState.Resolved).OrderByDescending(r => r.SinceUnixMilliseconds)
            .ThenBy(r => r.Finding.Fingerprint, StringComparer.Ordinal).Select(InState).Select(_retention.AddTo).Take(options.ServiceFindingsMax),
    ];

    /// <summary>Lets time pass and settles what is due by it, before anything of that time is taken in. Says whether anything was resolved.</summary>
    private bool Pass(long nowUnixMilliseconds)
    {
        _nowUnixMilliseconds = Math.Max(_nowUnixMilliseconds, nowUnixMilliseconds);
        var due = _nowUnixMilliseconds >= _settleUnixMilliseconds;
        var hasResolved = due && Settle(_nowUnixMilliseconds / _intervalMilliseconds * _intervalMilliseconds);
        if (due || _settleUnixMilliseconds == long.MaxValue)
            _settleUnixMilliseconds = (_nowUnixMilliseconds / _intervalMilliseconds + 1) * _intervalMilliseconds;
        return hasResolved;
    }

    private bool Settle(long atUnixMilliseconds)
    {
        if (_profilesChanged) _growths = ServiceJudge.Judge(Sorted(), options.Detection);
        _profilesChanged = false;
        var present = Compose();
        foreach (var (group, _) in present)
        {
            if (group.FormerFingerprint.Length == 0) continue;
            _ledger.Rename(group.FormerFingerprint, group.Fingerprint);
            _history.Rename(group.FormerFingerprint, group.Fingerprint);
        }

        var hasResolved = _ledger.Step([.. present.Select(p => (p.Finding, (IReadOnlySet<string>)p.Group.Members))], atUnixMilliseconds);
        foreach (var (version, reports) in ByVersion()) _history.NoteReplicas(version, reports.Count);
        foreach (var (_, finding) in present)
        {
            _retention.Note(finding, atUnixMilliseconds);
            foreach (var version in finding.AffectedVersions)
                _history.NoteLeak(version.Version, finding.Fingerprint, version.Affected, version.Replicas);
        }

        _findings = null;
        IsMemoryChanged |= hasResolved || _ledger.Records.Count > 0 || _history.Count > 1;
        return hasResolved;
    }

    private List<(LeakGroup Group, FleetFinding Finding)> Compose()
    {
        var versions = ByVersion();
        var correlator = new FindingCorrelator(service, versions, _history, _ledger, options);
        return
        [
            .. LeakGrouping.Of([.. versions.Values.SelectMany(reports => reports)], _growths, _ledger, options.Detection)
                .Where(group => !SiblingHold.Holds(group, _growths, _reports.Values, _ledger, options.Detection))
                .Select(group => (group, correlator.Correlate(group, _growths)))
                .OrderBy(pair => pair.Item2, FindingUrgency.Order)
                .Take(options.ServiceFindingsMax),
        ];
    }

    private List<FleetFinding> Shown(List<(LeakGroup Group, FleetFinding Finding)> present)
    {
        var shown = new List<FleetFinding>();
        foreach (var (group, finding) in present)
        {
            var isKnown = _ledger.TryFind(finding.Fingerprint, out var record)
                || group.FormerFingerprint.Length > 0 && _ledger.TryFind(group.FormerFingerprint, out record);
            if (_ledger.LooksNeeded(finding) > 1 && record is not { IsShown: true }) continue;
            // Back before that was settled: it has regressed all the same.
            shown.Add(!isKnown || record is null ? finding : finding with
            {
                State = record.State == FindingState.Resolved ? FindingState.Regressed : record.State,
                StateSinceUnixMilliseconds = record.SinceUnixMilliseconds,
            });
        }

        foreach (var record in _ledger.Records)
        {
            // Gone, but not for long enough: what comes and goes is one leak. Under another name it is not gone.
            if (record.State == FindingState.Resolved || !record.IsShown) continue;
            if (present.Exists(p => p.Finding.Fingerprint == record.Finding.Fingerprint || p.Group.FormerFingerprint == record.Finding.Fingerprint)) continue;
            shown.Add(InState(record));
        }

        return [.. shown.Order(FindingUrgency.Order).Take(options.ServiceFindingsMax)];
    }

    private static FleetFinding InState(FindingRecord record) =>
        record.Finding with { State = record.State, StateSinceUnixMilliseconds = record.SinceUnixMilliseconds };

    private List<ProcessReport> Sorted() => [.. _reports.Values.OrderBy(r => r.Process.ToString(), StringComparer.Ordinal)];

    /// <summary>
    /// The replicas that count. Once a version has living replicas, exited ones count only with a finding: a container that is restarted ten
    /// times is not ten healthy replicas, but the leak that killed it must not vanish with it. A version that is gone keeps all of them.
    /// </summary>
    private SortedDictionary<string, List<ProcessReport>> ByVersion()
    {
        var versions = new SortedDictionary<string, List<ProcessReport>>(StringComparer.Ordinal);
        foreach (var group in Sorted().GroupBy(r => r.Version, StringComparer.Ordinal))
        {
            var anyLives = group.Any(r => !r.Exited);
            versions.Add(group.Key, [.. group.Where(r => !r.Exited || r.Findings.Count > 0 || !anyLives)]);
        }

        return versions;
    }
}
