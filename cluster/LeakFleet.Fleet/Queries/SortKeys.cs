using System.Buffers;

namespace LeakFleet.Fleet;

/// <summary>Where each item stands by each order: the smaller key comes first.</summary>
internal static class SortKeys
{
    private const double Last = double.PositiveInfinity;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(c => (char)c).Where(char.IsControl)]);

    public static SortKey Of(FleetFinding finding, string sort)
    {
        var id = $"{finding.Fingerprint}~{finding.Service}";
        var all = -Known(finding.BytesPerHour) * finding.Processes.Count;
        return sort switch
        {
            "growth" => Key(id, all),
            "rate" => Key(id, -Known(finding.BytesPerHour)),
            "replicas" => Key(id, -finding.Processes.Count, all),
            "since" => Key(id, -finding.SinceUnixMilliseconds),
            "changed" => Key(id, -Math.Max(finding.StateSinceUnixMilliseconds, 0)),
            "service" => Key(id, 0, 0, finding.Service),
            "type" => Key(id, 0, 0, finding.Type.Length > 0 ? finding.Type : finding.Kind),
            // What is resolved is urgent no more.
            _ => Key(id, finding.State == FindingState.Resolved ? Last : Math.Min(finding.HoursToLimit ?? 1e12, 1e12), all, finding.Service),
        };
    }

    public static SortKey Of(ProcessSummary process, string sort)
    {
        var id = process.Key.ToString();
        return sort switch
        {
            "growth" => Key(id, -Growth(process), 0, process.Service),
            "limit" => Key(id, process is { RssBytes: >= 0, ContainerLimitBytes: > 0 } ? -(double)process.RssBytes / process.ContainerLimitBytes : Last),
            "timeToLimit" => Key(id, process.Finding?.HoursToLimit ?? Last),
            "heap" => Key(id, -process.HeapBytes),
            "rss" => Key(id, -process.RssBytes),
            "age" => Key(id, process.StartedUnixMilliseconds > 0 ? process.StartedUnixMilliseconds : Last),
            "seen" => Key(id, -process.LastSeenUnixMilliseconds),
            "service" => Key(id, 0, 0, process.Service),
            "node" => Key(id, 0, 0, process.Key.Node),
            _ => Key(id, process.Finding is null ? 1 : 0, process.Exited ? 1 : 0, process.Service),
        };
    }

    public static SortKey Of(ServiceOverview service, string sort) => sort switch
    {
        "growth" => Key(service.Service, -service.BytesPerHour),
        "replicas" => Key(service.Service, -service.Replicas),
        "heap" => Key(service.Service, -service.HeapBytes),
        "rss" => Key(service.Service, -service.RssBytes),
        "service" => Key(service.Service, 0, 0, service.Service),
        _ => Key(service.Service, service.OpenFindings == 0 ? Last : Math.Min(service.HoursToLimit ?? 1e12, 1e12), -service.BytesPerHour),
    };

    public static SortKey Of(FleetType type, string sort)
    {
        var id = Fingerprint.Of(type.Assembly, type.Type);
        return sort switch
        {
            "bytes" => Key(id, -type.Bytes),
            "count" => Key(id, -type.Count),
            "processes" => Key(id, -type.Processes),
            "services" => Key(id, -type.Services.Count),
            "type" => Key(id, 0, 0, type.Type),
            _ => Key(id, -Math.Max(0, type.BytesPerHour), -type.Bytes),
        };
    }

    public static SortKey Of(QueryGroup group, string sort) => sort switch
    {
        "service" or "type" or "node" => Key(group.Value, 0, 0, group.Value),
        "replicas" => Key(group.Value, -group.Processes),
        "heap" => Key(group.Value, -group.HeapBytes),
        "rss" => Key(group.Value, -group.RssBytes),
        "growth" or "rate" => Key(group.Value, -group.BytesPerHour),
        "urgency" or "timeToLimit" => Key(group.Value, group.HoursToLimit ?? 1e12, -group.BytesPerHour),
        _ => Key(group.Value, -group.Count, -group.BytesPerHour),
    };

    /// <summary>Growth of all leaks of a process together, in bytes an hour.</summary>
    public static double Growth(ProcessSummary process) => Known(process.Finding?.BytesPerHour ?? 0) + process.OtherFindings.Sum(f => Known(f.BytesPerHour));

    private static double Known(double value) => double.IsFinite(value) ? value : 0;

    private static SortKey Key(string id, double first, double second = 0, string text = "") =>
        new(double.IsNaN(first) ? Last : first, double.IsNaN(second) ? Last : second, SortKey.Ordering(text), Identity(id));

    /// <summary>Never cut, since it tells items apart; long or odd ones by their hash.</summary>
    private static string Identity(string id) => id.Length <= QueryLimits.SortCharsMax && !id.AsSpan().ContainsAny(Controls) ? id : Fingerprint.Of("", id);
}
