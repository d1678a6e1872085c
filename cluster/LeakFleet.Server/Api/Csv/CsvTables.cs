namespace LeakFleet.Server.Api;

/// <summary>The answers as CSV. What is a list within a row becomes one cell; JSON has it whole.</summary>
internal static class CsvTables
{
    public static CsvTable<FleetFindingResponse> Findings { get; } = new(
        ("fingerprint", f => f.Fingerprint), ("state", f => f.State), ("kind", f => f.Kind), ("service", f => f.Service), ("type", f => f.Type), ("assembly", f => f.Assembly),
        ("sentence", f => f.Sentence), ("affectedVersions", f => Versions(f.AffectedVersions)), ("unaffectedVersions", f => string.Join("; ", f.UnaffectedVersions)),
        ("firstVersion", f => f.FirstVersion), ("replicasAffected", f => f.Processes.Count), ("extent", f => f.Extent), ("sinceAt", f => f.SinceAt),
        ("stateSinceAt", f => f.StateSinceAt), ("bytesPerHour", f => f.BytesPerHour), ("bytesPerHourLow", f => f.BytesPerHourLow), ("bytesPerHourHigh", f => f.BytesPerHourHigh),
        ("hoursToLimit", f => f.HoursToLimit), ("hoursToLimitLow", f => f.HoursToLimitLow), ("hoursToLimitHigh", f => f.HoursToLimitHigh),
        ("measure", f => f.Measure), ("countPerHour", f => f.CountPerHour));

    public static CsvTable<ProcessResponse> Processes { get; } = new(
        ("key", p => p.Key), ("node", p => p.Node), ("pid", p => p.Pid), ("service", p => p.Service), ("version", p => p.Version), ("runtime", p => p.Runtime),
        ("startedAt", p => p.StartedAt), ("lastSeenAt", p => p.LastSeenAt), ("exited", p => p.Exited), ("verdict", p => p.Verdict),
        ("findingFingerprint", p => p.Finding?.Fingerprint), ("findingType", p => p.Finding?.Type), ("bytesPerHour", p => p.Finding?.BytesPerHour), ("hoursToLimit", p => p.Finding?.HoursToLimit),
        ("heapBytes", p => p.HeapBytes), ("rssBytes", p => p.RssBytes), ("containerLimitBytes", p => p.ContainerLimitBytes), ("histograms", p => p.Histograms),
        ("droppedMessages", p => p.DroppedMessages), ("trouble", p => p.Trouble), ("findingMeasure", p => p.Finding?.Measure), ("countPerHour", p => p.Finding?.CountPerHour), ("labels", p => string.Join("; ", p.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"))));

    public static CsvTable<ServiceResponse> Services { get; } = new(
        ("service", s => s.Service), ("versions", s => Versions(s.Versions)), ("replicas", s => s.Replicas), ("leaking", s => s.Leaking), ("openFindings", s => s.OpenFindings),
        ("bytesPerHour", s => s.BytesPerHour), ("hoursToLimit", s => s.HoursToLimit), ("heapBytes", s => s.HeapBytes), ("rssBytes", s => s.RssBytes), ("lastSeenAt", s => s.LastSeenAt));

    public static CsvTable<FleetTypeResponse> Types { get; } = new(
        ("type", t => t.Type), ("assembly", t => t.Assembly), ("services", t => string.Join("; ", t.Services)), ("processes", t => t.Processes), ("growing", t => t.Growing),
        ("count", t => t.Count), ("bytes", t => t.Bytes), ("bytesPerHour", t => t.BytesPerHour));

    public static CsvTable<GroupResponse> Groups { get; } = new(
        ("value", g => g.Value), ("count", g => g.Count), ("processes", g => g.Processes), ("leaking", g => g.Leaking), ("bytesPerHour", g => g.BytesPerHour),
        ("hoursToLimit", g => g.HoursToLimit), ("heapBytes", g => g.HeapBytes), ("rssBytes", g => g.RssBytes));

    public static CsvTable<(OneSeriesResponse Series, PointResponse Point)> Series { get; } = new(
        ("process", r => r.Series.Process), ("service", r => r.Series.Service), ("version", r => r.Series.Version), ("measure", r => r.Series.Measure), ("type", r => r.Series.Type),
        ("unit", r => r.Series.Unit), ("at", r => r.Point.At), ("value", r => r.Point.Value));

    public static CsvTable<HistogramRowResponse> Histogram { get; } = new(
        ("type", t => t.Type), ("assembly", t => t.Assembly), ("count", t => t.Count), ("bytes", t => t.Bytes), ("fromBytes", t => t.FromBytes), ("toBytes", t => t.ToBytes),
        ("deltaBytes", t => t.DeltaBytes));

    public static CsvTable<AgentResponse> Agents { get; } = new(
        ("agent", a => a.Agent), ("node", a => a.Node), ("version", a => a.Version), ("connected", a => a.Connected), ("connectedAt", a => a.ConnectedAt),
        ("lastFrameAt", a => a.LastFrameAt), ("frames", a => a.Frames), ("framesRejected", a => a.FramesRejected), ("clockBehindMilliseconds", a => a.ClockBehindMilliseconds),
        ("walkBudgetUsedRatio", a => a.Report?.WalkBudgetUsedRatio), ("processorRatio", a => a.Report?.ProcessorRatio), ("residentBytes", a => a.Report?.ResidentBytes),
        ("processesWatched", a => a.Report?.ProcessesWatched), ("processesStretched", a => a.Report?.ProcessesStretched), ("pendingBytes", a => a.Report?.PendingBytes), ("messagesDropped", a => a.Report?.MessagesDropped));

    private static string Versions(IReadOnlyList<VersionResponse> versions) => string.Join("; ", versions.Select(v => $"{v.Version} ({v.Affected} of {v.Replicas})"));
}
