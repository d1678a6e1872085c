using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>
/// Views of the fleet as answers: views may change with the code, answers keep their shape for clients. JSON has no NaN, and -1 for "not known"
/// would be summed by somebody: both become null.
/// </summary>
internal static class ResponseMapping
{
    public static ProcessResponse ToResponse(this ProcessSummary process) => new(
        process.Key.ToString(), process.Key.Node, process.Key.Pid, process.Service, process.Version, process.Runtime, process.Labels,
        Instant.IfKnown(process.StartedUnixMilliseconds), Instant.FromUnixMilliseconds(process.LastSeenUnixMilliseconds),
        process.Exited, Words.Of(process.Verdict), process.Finding?.ToResponse(),
        Known(process.HeapBytes), Known(process.RssBytes), Known(process.ContainerLimitBytes),
        process.Histograms, process.DroppedMessages, process.Trouble.Length == 0 ? null : process.Trouble,
        [.. process.OtherFindings.Select(ToResponse)], process.Explanation?.ToResponse(), Instant.IfKnown(process.OutOfMemoryUnixMilliseconds));

    public static ProcessDetailResponse ToResponse(this ProcessDetail detail, DateTimeOffset at) => new(
        at, detail.Summary.ToResponse(), detail.CommandLine, detail.EntryAssembly,
        [.. detail.Types.Select(ToResponse)], Points(detail.HeapBytes), Points(detail.RssBytes),
        detail.Memory?.ToResponse(), detail.LastCompleteness?.ToResponse(), [.. detail.LastCollections.Select(ToResponse)]);

    public static FleetFindingResponse ToResponse(this FleetFinding finding) => new(
        finding.Fingerprint, finding.Kind, finding.Service, finding.Type, finding.Assembly, Sentence.Of(finding),
        [.. finding.AffectedVersions.Select(ToResponse)], finding.UnaffectedVersions, finding.FirstVersion.Length == 0 ? null : finding.FirstVersion,
        [.. finding.Processes.Select(key => key.ToString())], Instant.FromUnixMilliseconds(finding.SinceUnixMilliseconds),
        Words.Of(finding.State), finding.StateSinceUnixMilliseconds > 0 ? Instant.FromUnixMilliseconds(finding.StateSinceUnixMilliseconds) : null,
        Words.Of(finding.Extent), [.. finding.Versions.Select(ToResponse)], [.. finding.Pivots.Select(ToResponse)],
        Finite(finding.BytesPerHour), Finite(finding.BytesPerHourLow), Finite(finding.BytesPerHourHigh),
        Finite(finding.HoursToLimit), Finite(finding.HoursToLimitLow), Finite(finding.HoursToLimitHigh), Finite(finding.SharedLoad), Name(finding.Measure), CountedRate.PerHour(finding));

    public static ServiceResponse ToResponse(this ServiceOverview service) => new(
        service.Service, [.. service.Versions.Select(ToResponse)], service.Replicas, service.Leaking, service.OpenFindings, Finite(service.BytesPerHour),
        Finite(service.HoursToLimit), service.HeapBytes, service.RssBytes, Instant.FromUnixMilliseconds(service.LastSeenUnixMilliseconds));

    public static FleetTypeResponse ToResponse(this FleetType type) => new(
        type.Type, type.Assembly, type.Services, type.Processes, type.Growing, type.Count, type.Bytes, Finite(type.BytesPerHour));

    public static GroupResponse ToResponse(this QueryGroup group) => new(
        group.Value, group.Count, group.Processes, group.Leaking, Finite(group.BytesPerHour), Finite(group.HoursToLimit), group.HeapBytes, group.RssBytes);

    public static IReadOnlyList<PartialResponse> ToResponse(this IReadOnlyList<PartialReason> reasons)
    {
        if (reasons.Count > 0) ServerMetrics.AnswersPartial.Add(1);
        return [.. reasons.Select(r => new PartialResponse(r.Code, r.Text))];
    }

    public static AgentResponse ToResponse(this AgentStatus agent) => new(
        agent.Agent, agent.Node, agent.Version, agent.Connected, agent.ConnectedAt, agent.LastFrameAt,
        agent.Frames, agent.FramesRejected, agent.ClockBehindMilliseconds, agent.Report is { } report ? ToResponse(report) : null);

    private static AgentReportResponse ToResponse(AgentReport report) => new(
        report.UptimeMilliseconds / 3_600_000.0, report.WindowMilliseconds, report.WalkMicroseconds / 1000.0, report.WalkBudgetMicroseconds / 1000.0,
        AgentBudget.UsedRatio(report), AgentBudget.ProcessorRatio(report), report.ResidentBytes, report.ProcessesWatched, report.ProcessesOverLimit, report.ProcessesDenied,
        report.ProcessesStretched, report.Histograms, report.WalksFailed, report.CollectionsLost, report.MessagesPending, report.BytesPending, report.BytesPendingMax,
        report.MessagesDropped, report.Trouble.Length == 0 ? null : Printable.Show(report.Trouble));

    private static FindingResponse ToResponse(this Finding finding) => new(
        finding.Fingerprint, finding.Kind, finding.Type, finding.Assembly, finding.Growing.ToResponse(),
        Instant.FromUnixMilliseconds(finding.SinceUnixMilliseconds), Finite(finding.BytesPerHour), Finite(finding.BytesPerHourLow),
        Finite(finding.BytesPerHourHigh), Finite(finding.PValue), Finite(finding.HoursToLimit), Finite(finding.HoursToLimitLow),
        Finite(finding.HoursToLimitHigh), finding.Evidence, Name(finding.Measure), CountedRate.PerHour(finding.Measure, finding.MeasurePerHour));

    private static ExplanationResponse ToResponse(this Explanation explanation) =>
        new(explanation.Word, explanation.Text, Finite(explanation.Hours), Finite(explanation.Ceiling));

    public static IReadOnlyList<GrowingTypeResponse> ToResponse(this IReadOnlyList<GrowingType> growing) =>
        [.. growing.Select(type => new GrowingTypeResponse(
            type.Type, type.Assembly, Finite(type.BytesPerHour), Finite(GrowthShare.PerDay(type)), Finite(GrowthShare.Of(type, growing)), Finite(type.InstancesPerHour), type.Count,
            type.Bytes, Finite(type.PValue)))];

    private static TypeResponse ToResponse(TypeSeries type) => new(
        type.Type, type.Assembly, Words.Of(type.Verdict), Finite(type.BytesPerHour), Finite(type.PValue), type.Count, type.Bytes,
        Points(type.Series), type.Explanation?.ToResponse());

    private static VersionResponse ToResponse(VersionCount version) => new(version.Version, version.Affected, version.Replicas);

    private static VersionTrendResponse ToResponse(VersionTrend version) => new(
        version.Version, Instant.IfKnown(version.FirstStartedUnixMilliseconds), version.Grows,
        Finite(version.BytesPerHour), Finite(version.BytesPerHourLow), Finite(version.BytesPerHourHigh));

    private static PivotResponse ToResponse(Pivot pivot) => new(
        pivot.Attribute, pivot.Value, pivot.AffectedWith, pivot.Affected, pivot.UnaffectedWith, pivot.Unaffected, Finite(pivot.Lift), Finite(pivot.PValue));

    private static MemoryResponse ToResponse(this ProcessMemory memory) => new(
        Known(memory.RssAnonymousBytes), Known(memory.RssFileBytes), Known(memory.GcCommittedBytes), Known(memory.Threads),
        Known(memory.FileDescriptors), Known(memory.ContainerLimitBytes), Known(memory.ContainerUsageBytes),
        Known(memory.NodeMemoryBytes), Known(memory.NodeAvailableBytes));

    public static CompletenessResponse ToResponse(this Completeness completeness) => new(
        completeness.Coverage, completeness.RegionsRead, completeness.RegionsSkipped, completeness.BytesRead, completeness.BytesSkipped,
        completeness.Skipped);

    private static CollectionResponse ToResponse(Collection collection) => new(
        collection.Index, collection.Generation, Words.CollectionReason(collection.Reason), Words.CollectionKind(collection.Kind),
        Instant.FromUnixMilliseconds(collection.EndedUnixMilliseconds), collection.PauseMicroseconds, collection.SizeAfter.Total,
        collection.SizeAfter.Survivors, collection.PromotedBytes, Known(collection.FragmentationBytes), collection.PinnedCount,
        Known(collection.HandleCount), Known(collection.FinalizerBacklogCount));

    public static PointResponse[] Points(IReadOnlyList<Sample> samples)
    {
        var points = new List<PointResponse>(samples.Count);
        foreach (var sample in samples)
            if (double.IsFinite(sample.Value)) points.Add(new PointResponse(Instant.FromUnixMilliseconds(sample.UnixMilliseconds), sample.Value));
        return [.. points];
    }

    private static string? Name(Measure? measure) => measure is { } known ? MeasureWords.Name(known) : null;

    private static long? Known(long value) => value < 0 ? null : value;

    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
