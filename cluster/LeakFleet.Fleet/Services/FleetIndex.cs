namespace LeakFleet.Fleet;

/// <summary>The open findings and the summaries of all services, as far as they reported. Bounded by services and by findings for each.</summary>
public sealed class FleetIndex(FleetOptions options)
{
    private readonly Dictionary<string, (ServiceSummary Summary, IReadOnlyList<FleetFinding> Findings)> _services = new(StringComparer.Ordinal);

    /// <summary>Services that found no room.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a service's full current state in place of what was known of it.</summary>
    public void Update(ServiceSummary summary, IReadOnlyList<FleetFinding> findings)
    {
        if (!_services.ContainsKey(summary.Service) && _services.Count >= options.ServicesMax && !MakeRoom(findings))
        {
            Refused++;
            return;
        }

        _services[summary.Service] = (summary, [.. findings.Take(options.ServiceFindingsMax)]);
    }

    public void Remove(string service) => _services.Remove(service);

    /// <summary>Most urgent first.</summary>
    public IReadOnlyList<FleetFinding> Findings() => [.. _services.Values.SelectMany(s => s.Findings).Order(FindingUrgency.Order)];

    public IReadOnlyList<ServiceSummary> Services() => [.. _services.Values.Select(s => s.Summary).OrderBy(s => s.Service, StringComparer.Ordinal)];

    /// <summary>A service that leaks is worth more room than one that does not.</summary>
    private bool MakeRoom(IReadOnlyList<FleetFinding> findings)
    {
        if (findings.Count == 0) return false;
        var healthy = _services.FirstOrDefault(s => s.Value.Findings.Count == 0).Key;
        return healthy is not null && _services.Remove(healthy);
    }
}
