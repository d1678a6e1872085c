using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>Services, put together from their processes and findings.</summary>
internal static class ServiceSums
{
    public static IEnumerable<ServiceOverview> Of(FleetPart part, ListQuery query)
    {
        var findings = part.Findings.Where(f => f.State != FindingState.Resolved).ToLookup(f => f.Service, StringComparer.Ordinal);
        foreach (var service in part.Processes.Where(p => p.Service.Length > 0 && ItemMatch.CountsTowards(query, p)).GroupBy(p => p.Service, StringComparer.Ordinal))
        {
            var processes = service.ToList();
            yield return Of(service.Key, processes, Chosen(findings[service.Key], processes, query));
        }
    }

    /// <summary>Findings of the chosen processes; with no choice all, also those that no process has by itself.</summary>
    private static List<FleetFinding> Chosen(IEnumerable<FleetFinding> findings, List<ProcessSummary> processes, ListQuery query)
    {
        if (query.Filter.IsEmpty) return [.. findings];
        HashSet<ProcessKey> keys = [.. processes.Select(p => p.Key)];
        return [.. findings.Where(f => f.Processes.Any(keys.Contains))];
    }

    private static ServiceOverview Of(string service, List<ProcessSummary> processes, List<FleetFinding> findings)
    {
        var running = processes.Where(p => !p.Exited).ToList();
        var affected = findings.SelectMany(f => f.Processes).ToHashSet();
        var versions = processes.GroupBy(p => p.Version, StringComparer.Ordinal).OrderBy(v => v.Key, VersionOrder.Oldest)
            .Select(v => new VersionCount(v.Key, v.Count(p => affected.Contains(p.Key)), v.Count(p => !p.Exited || affected.Contains(p.Key))));
        return new ServiceOverview(
            service,
            [.. versions.Where(v => v.Replicas > 0)],
            running.Count,
            running.Count(p => affected.Contains(p.Key)),
            findings.Count,
            findings.Sum(f => double.IsFinite(f.BytesPerHour) ? f.BytesPerHour * f.Processes.Count : 0),
            findings.Min(f => f.HoursToLimit),
            running.Sum(p => Math.Max(0, p.HeapBytes)),
            running.Sum(p => Math.Max(0, p.RssBytes)),
            processes.Max(p => p.LastSeenUnixMilliseconds));
    }
}
