using System.Globalization;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Queries;

/// <summary>Answers of lists as tables.</summary>
internal static class ListText
{
    public static ListTable Findings(FindingsResponse answer)
    {
        var table = new ListTable("Finding", "State", "Service", "Affected", ">Growth each", ">Limit in", ">Since", "What grows");
        foreach (var finding in answer.Findings)
        {
            table.Add(
                finding.Fingerprint, finding.State, finding.Service, Affected(finding.AffectedVersions), Rate(finding.BytesPerHour, finding.Measure, finding.CountPerHour), Hours(finding.HoursToLimit),
                Quantity.Duration(answer.At - finding.SinceAt), Subject.Of(finding.Kind, finding.Type));
        }

        return table;
    }

    public static ListTable Processes(ProcessesResponse answer)
    {
        var table = new ListTable("Service", "Version", "Node", ">Pid", "Verdict", ">Growth", ">Heap", ">RSS", ">Of limit", ">Age", "What grows");
        foreach (var process in answer.Processes)
        {
            table.Add(
                process.Service, process.Version, process.Node, process.Pid.ToString(CultureInfo.InvariantCulture), process.Exited ? $"{process.Verdict}, exited" : process.Verdict,
                Rate(process.Finding?.BytesPerHour, process.Finding?.Measure, process.Finding?.CountPerHour), Bytes(process.HeapBytes), Bytes(process.RssBytes),
                process is { RssBytes: { } rss, ContainerLimitBytes: > 0 and var limit } ? Quantity.Percent((double)rss / limit) : Quantity.Unknown,
                process.StartedAt is { } started ? Quantity.Duration(answer.At - started) : Quantity.Unknown,
                process.Finding is { } finding ? Subject.Of(finding.Kind, finding.Type) : process.Trouble ?? "");
        }

        return table;
    }

    public static ListTable Services(ServicesResponse answer)
    {
        var table = new ListTable("Service", "Versions", ">Replicas", ">Leaking", ">Findings", ">Growth", ">Limit in", ">Heap", ">RSS");
        foreach (var service in answer.Services)
        {
            table.Add(
                service.Service, Affected(service.Versions), Quantity.Count(service.Replicas), Quantity.Count(service.Leaking), Quantity.Count(service.OpenFindings),
                service.OpenFindings == 0 ? "" : Rate(service.BytesPerHour), Hours(service.HoursToLimit), Bytes(service.HeapBytes), Bytes(service.RssBytes));
        }

        return table;
    }

    public static ListTable Types(FleetTypesResponse answer)
    {
        var table = new ListTable(">Growth", ">Bytes", ">Count", ">Processes", ">Growing in", "Services", "Type");
        foreach (var type in answer.Types)
        {
            table.Add(
                type.Growing > 0 ? Rate(type.BytesPerHour) : "", Bytes(type.Bytes), Quantity.Count(type.Count), Quantity.Count(type.Processes), Quantity.Count(type.Growing),
                type.Services.Count <= 3 ? string.Join(", ", type.Services) : $"{string.Join(", ", type.Services.Take(2))} and {type.Services.Count - 2} more", type.Type);
        }

        return table;
    }

    public static ListTable Groups(GroupsResponse answer)
    {
        var table = new ListTable(answer.Group, ">Count", ">Processes", ">Leaking", ">Growth", ">Limit in", ">Heap", ">RSS");
        foreach (var group in answer.Groups)
        {
            table.Add(
                group.Value.Length == 0 ? "(none)" : group.Value, Quantity.Count(group.Count), Quantity.Count(group.Processes), Quantity.Count(group.Leaking),
                Rate(group.BytesPerHour), Hours(group.HoursToLimit), Bytes(group.HeapBytes), Bytes(group.RssBytes));
        }

        return table;
    }

    /// <summary>What a table does not show: further pages, and why the answer is partial.</summary>
    public static IEnumerable<string> Footer(int shown, int total, string? nextCursor, IReadOnlyList<PartialResponse> partial)
    {
        if (nextCursor is not null) yield return $"{Quantity.Count(shown)} of {Quantity.Count(total)}; the next: --cursor {nextCursor}";
        foreach (var reason in partial) yield return $"partial: {Printable.Show(reason.Text)}";
    }

    /// <summary>Of what is counted, in items: a terminal's column has no room for both.</summary>
    public static string Rate(double? bytesPerHour, string? measure, double? countPerHour) =>
        countPerHour is > 0 and var counted && measure is not null ? $"{Quantity.PerHour(counted)}/h" : Rate(bytesPerHour);

    public static string Rate(double? bytesPerHour) => bytesPerHour is > 0 and var rate ? Quantity.BytesPerHour(rate) : "";

    public static string Hours(double? hours) => hours is { } known ? Quantity.Hours(known) : "";

    public static string Bytes(long? bytes) => Quantity.BytesIfKnown(bytes ?? -1);

    /// <summary><c>1.4.0 2/2, 1.5.0 0/3</c></summary>
    public static string Affected(IReadOnlyList<VersionResponse> versions) =>
        string.Join(", ", versions.TakeLast(4).Select(v => $"{(v.Version.Length == 0 ? "(no version)" : v.Version)} {v.Affected}/{v.Replicas}"));
}
