using System.Buffers;

namespace LeakFleet.Fleet;

/// <summary>
/// Where each item stands by each order, the smaller key first, and what tells items in one place apart. The two are separate: of ten thousand processes the
/// identity is made of those only that may be on the page.
/// </summary>
internal static class SortKeys
{
    private const double Last = double.PositiveInfinity;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(c => (char)c).Where(char.IsControl)]);

    public static SortKey Place(FleetFinding finding, string sort)
    {
        var all = -Known(finding.BytesPerHour) * finding.Processes.Count;
        return sort switch
        {
            "growth" => Key(all),
            "rate" => Key(-Known(finding.BytesPerHour)),
            "replicas" => Key(-finding.Processes.Count, all),
            "since" => Key(-finding.SinceUnixMilliseconds),
            "changed" => Key(-Math.Max(finding.StateSinceUnixMilliseconds, 0)),
            "service" => Key(0, 0, finding.Service),
            "type" => Key(0, 0, finding.Type.Length > 0 ? finding.Type : finding.Kind),
            // What is resolved is urgent no more.
            _ => Key(finding.State == FindingState.Resolved ? Last : Math.Min(finding.HoursToLimit ?? 1e12, 1e12), -Known(FindingUrgency.Growth(finding)), finding.Service),
        };
    }

    public static SortKey Place(ProcessSummary process, string sort) => sort switch
    {
        "growth" => Key(-Growth(process), 0, process.Service),
        "limit" => Key(process is { RssBytes: >= 0, ContainerLimitBytes: > 0 } ? -(double)process.RssBytes / process.ContainerLimitBytes : Last),
        "timeToLimit" => Key(process.Finding?.HoursToLimit ?? Last),
        "heap" => Key(-process.HeapBytes),
        "rss" => Key(-process.RssBytes),
        "age" => Key(process.StartedUnixMilliseconds > 0 ? process.StartedUnixMilliseconds : Last),
        "seen" => Key(-process.LastSeenUnixMilliseconds),
        "service" => Key(0, 0, process.Service),
        "node" => Key(0, 0, process.Key.Node),
        _ => Key(process.Finding is null ? 1 : 0, process.Exited ? 1 : 0, process.Service),
    };

    public static SortKey Place(ServiceOverview service, string sort) => sort switch
    {
        "growth" => Key(-service.BytesPerHour),
        "replicas" => Key(-service.Replicas),
        "heap" => Key(-service.HeapBytes),
        "rss" => Key(-service.RssBytes),
        "service" => Key(0, 0, service.Service),
        _ => Key(service.OpenFindings == 0 ? Last : Math.Min(service.HoursToLimit ?? 1e12, 1e12), -service.BytesPerHour),
    };

    public static SortKey Place(FleetType type, string sort) => sort switch
    {
        "bytes" => Key(-type.Bytes),
        "count" => Key(-type.Count),
        "processes" => Key(-type.Processes),
        "services" => Key(-type.Services.Count),
        "type" => Key(0, 0, type.Type),
        _ => Key(-Math.Max(0, type.BytesPerHour), -type.Bytes),
    };

    public static SortKey Place(QueryGroup group, string sort) => sort switch
    {
        "service" or "type" or "node" => Key(0, 0, group.Value),
        "replicas" => Key(-group.Processes),
        "heap" => Key(-group.HeapBytes),
        "rss" => Key(-group.RssBytes),
        "growth" or "rate" => Key(-group.BytesPerHour),
        "urgency" or "timeToLimit" => Key(group.HoursToLimit ?? 1e12, -group.BytesPerHour),
        _ => Key(-group.Count, -group.BytesPerHour),
    };

    public static string Id(FleetFinding finding) => Identity($"{finding.Fingerprint}~{finding.Service}");

    public static string Id(ProcessSummary process) => Identity(process.Key.ToString());

    public static string Id(ServiceOverview service) => Identity(service.Service);

    public static string Id(FleetType type) => Identity(Fingerprint.Of(type.Assembly, type.Type));

    public static string Id(QueryGroup group) => Identity(group.Value);

    /// <summary>Growth of all leaks of a process together, in bytes an hour.</summary>
    public static double Growth(ProcessSummary process) => Known(process.Finding?.BytesPerHour ?? 0) + process.OtherFindings.Sum(f => Known(f.BytesPerHour));

    private static double Known(double value) => double.IsFinite(value) ? value : 0;

    private static SortKey Key(double first, double second = 0, string text = "") =>
        new(double.IsNaN(first) ? Last : first, double.IsNaN(second) ? Last : second, SortKey.Ordering(text), "");

    /// <summary>Never cut, since it tells items apart; long or odd ones by their hash.</summary>
    private static string Identity(string id) => id.Length <= QueryLimits.SortCharsMax && !id.AsSpan().ContainsAny(Controls) ? id : Fingerprint.Of("", id);
}
