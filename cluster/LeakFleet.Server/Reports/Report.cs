using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Server.Reports;

/// <summary>One report; its JSON form is what programs get. Everything from a target in it is printable and bounded.</summary>
/// <param name="FromAt">What it compares with: the report before, or one period back.</param>
/// <param name="ToAt">The time it is of.</param>
/// <param name="PreviousId">The report it compares with; null when there is none.</param>
/// <param name="NextAt">When the next one is due.</param>
public sealed record Report(
    int Version,
    string Id,
    string Schedule,
    string Match,
    DateTimeOffset FromAt,
    DateTimeOffset ToAt,
    DateTimeOffset MadeAt,
    DateTimeOffset? NextAt,
    string? PreviousId,
    ReportCounts Counts,
    IReadOnlyList<ReportFinding> Findings,
    int FindingsLeftOut,
    IReadOnlyList<ReportGrower> TopGrowers,
    IReadOnlyList<ReportLimit> Limits,
    ReportCoverage Coverage)
{
    public const int CurrentVersion = 1;

    /// <summary>All that is open, in short and the most urgent first, for the next report to compare with; null in reports of versions that had none.</summary>
    public IReadOnlyList<ReportOpen>? Open { get; init; }

    public string Title => $"Leak report {Schedule}: {Counts.Open} open, {Counts.New} new, {Counts.Worsening} worsening, {Counts.Resolved} resolved";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.Report);

    /// <summary>Null for bytes that are damaged or of another version.</summary>
    public static Report? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ReportJson.Default.Report) is { Version: CurrentVersion } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

public sealed record ReportCounts(int Open, int New, int Worsening, int Improving, int Unchanged, int Resolved);

/// <param name="Change"><c>new</c>, <c>regressed</c>, <c>worsening</c>, <c>improving</c>, <c>unchanged</c> or <c>resolved</c>.</param>
/// <param name="BytesPerDay">Of one replica; null where memory is not what grows.</param>
/// <param name="PreviousBytesPerDay">In the report before; null when it was not in it.</param>
public sealed record ReportFinding(
    string Fingerprint,
    string Service,
    string Kind,
    string Type,
    string Sentence,
    string Change,
    DateTimeOffset SinceAt,
    int Replicas,
    double? BytesPerDay,
    double? PreviousBytesPerDay,
    double? HoursToLimit)
{
    /// <summary>Of one replica, for what is counted, such as threads; null where memory is what grows.</summary>
    public double? CountPerDay { get; init; }

    /// <summary>In the report before; null when it was not in it.</summary>
    public double? PreviousCountPerDay { get; init; }
}

/// <summary>A finding that is open, whether it is listed or not.</summary>
/// <param name="BytesPerDay">Of one replica; null where memory is not what grows.</param>
public sealed record ReportOpen(string Fingerprint, string Service, string Kind, string Type, DateTimeOffset SinceAt, int Replicas, double? BytesPerDay)
{
    /// <summary>Of one replica, for what is counted; null where memory is what grows.</summary>
    public double? CountPerDay { get; init; }

    public static ReportOpen Of(ReportFinding finding) =>
        new(finding.Fingerprint, finding.Service, finding.Kind, finding.Type, finding.SinceAt, finding.Replicas, finding.BytesPerDay) { CountPerDay = finding.CountPerDay };
}

/// <summary>What grows most in one version of a service.</summary>
public sealed record ReportGrower(string Service, string Version, string Type, int Replicas, double BytesPerDay);

/// <summary>A memory limit that is reached before the next report.</summary>
public sealed record ReportLimit(string Service, string Type, string Fingerprint, DateTimeOffset At, DateTimeOffset? EarliestAt, DateTimeOffset? LatestAt);

/// <param name="Judged">Processes with a verdict.</param>
/// <param name="Learning">Processes that are too young for one.</param>
/// <param name="Troubled">Processes that the agent sees less of than it should.</param>
/// <param name="MessagesDropped">Messages that agents had to drop.</param>
public sealed record ReportCoverage(
    int AgentsConnected, int AgentsMissing, int Processes, int Judged, int Learning, int Troubled, long MessagesDropped, IReadOnlyList<string> AgentsMissingNames);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ReportIndex))]
internal sealed partial class ReportJson : JsonSerializerContext;
