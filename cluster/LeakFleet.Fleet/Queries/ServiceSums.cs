using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>Services, put together from their processes and findings.</summary>
internal static class ServiceSums
{
    public static IEnumerable<ServiceOverview> Of(FleetPart part, ListQuery query)
    {
        var findings = part.Findings.Where(f => f.State != FindingState.Resolved).ToLookup(f => f.Service, StringComparer.Ordinal);
        var services = new Dictionary<string, List<ProcessSummary>>(StringComparer.Ordinal);
        foreach (var process in part.Among(query.Filter))
        {
            if (process.Service.Length == 0 || !ItemMatch.CountsTowards(query, process)) continue;
            if (!services.TryGetValue(process.Service, out var processes)) services.Add(process.Service, processes = []);
            processes.Add(process);
        }

        foreach (var (service, processes) in services) yield return Of(service, processes, Chosen(findings[service], processes, query));
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
        var affected = new HashSet<ProcessKey>();
        foreach (var finding in findings) affected.UnionWith(finding.Processes);
        var versions = new Dictionary<string, (int Leaking, int Replicas)>(StringComparer.Ordinal);
        var (running, leaking, heapBytes, rssBytes, lastSeen) = (0, 0, 0L, 0L, long.MinValue);
        foreach (var process in processes)
        {
            var isAffected = affected.Count > 0 && affected.Contains(process.Key);
            lastSeen = Math.Max(lastSeen, process.LastSeenUnixMilliseconds);
            if (isAffected || !process.Exited)
            {
                var version = versions.GetValueOrDefault(process.Version);
                versions[process.Version] = (version.Leaking + (isAffected ? 1 : 0), version.Replicas + 1);
            }

            if (process.Exited) continue;
            running++;
            leaking += isAffected ? 1 : 0;
            heapBytes += Math.Max(0, process.HeapBytes);
            rssBytes += Math.Max(0, process.RssBytes);
        }

        return new ServiceOverview(
            service, [.. versions.OrderBy(v => v.Key, VersionOrder.Oldest).Select(v => new VersionCount(v.Key, v.Value.Leaking, v.Value.Replicas))], running, leaking, findings.Count,
            findings.Sum(f => double.IsFinite(f.BytesPerHour) ? f.BytesPerHour * f.Processes.Count : 0), findings.Min(f => f.HoursToLimit), heapBytes, rssBytes, lastSeen);
    }
}
