namespace LeakFleet.Fleet;

/// <summary>The open findings and the summaries of all services, as far as they reported. Bounded by services and by findings for each.</summary>
public sealed class FleetIndex(FleetOptions options)
{
    private readonly Dictionary<string, (ServiceSummary Summary, IReadOnlyList<FleetFinding> Findings, IReadOnlyList<FleetFinding> Resolved)> _services = new(StringComparer.Ordinal);

    // In order, until the next change: questions come several at once, one for each part of a page.
    private IReadOnlyList<FleetFinding>? _findings;
    private IReadOnlyList<FleetFinding>? _all;

    /// <summary>Services that found no room.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a service's full current state in place of what was known of it.</summary>
    /// <param name="resolved">Findings that went away and are remembered.</param>
    public void Update(ServiceSummary summary, IReadOnlyList<FleetFinding> findings, IReadOnlyList<FleetFinding> resolved)
    {
        if (!_services.ContainsKey(summary.Service) && _services.Count >= options.ServicesMax && !MakeRoom(findings))
        {
            Refused++;
            return;
        }

        Change();
        _services[summary.Service] = (summary, [.. findings.Take(options.ServiceFindingsMax)], [.. resolved.Take(options.ServiceFindingsMax)]);
    }

    public void Remove(string service)
    {
        Change();
        _services.Remove(service);
    }

    /// <summary>Most urgent first.</summary>
    public IReadOnlyList<FleetFinding> Findings() => _findings ??= [.. _services.Values.SelectMany(s => s.Findings).Order(FindingUrgency.Order)];

    /// <summary>Those that went away and are remembered, the latest first.</summary>
    public IReadOnlyList<FleetFinding> Resolved() =>
        [.. _services.Values.SelectMany(s => s.Resolved).OrderByDescending(f => f.StateSinceUnixMilliseconds).ThenBy(f => f.Fingerprint, StringComparer.Ordinal)];

    /// <summary>Open ones and then remembered ones.</summary>
    public IReadOnlyList<FleetFinding> All() => _all ??= [.. Findings(), .. Resolved()];

    /// <summary>Why it does not hold everything; empty when it does.</summary>
    public IReadOnlyList<PartialReason> Partial()
    {
        var reasons = new List<PartialReason>();
        if (Refused > 0) reasons.Add(PartialReason.ServicesRefused(Refused, options.ServicesMax));
        var cut = _services.Values.Count(s => s.Findings.Count >= options.ServiceFindingsMax);
        if (cut > 0) reasons.Add(PartialReason.FindingsCut(cut, options.ServiceFindingsMax));
        return reasons;
    }

    public IReadOnlyList<ServiceSummary> Services() => [.. _services.Values.Select(s => s.Summary).OrderBy(s => s.Service, StringComparer.Ordinal)];

    private void Change() => (_findings, _all) = (null, null);

    /// <summary>A service that leaks is worth more room than one that does not.</summary>
    private bool MakeRoom(IReadOnlyList<FleetFinding> findings)
    {
        if (findings.Count == 0) return false;
        var healthy = _services.FirstOrDefault(s => s.Value.Findings.Count == 0).Key;
        return healthy is not null && _services.Remove(healthy);
    }
}
