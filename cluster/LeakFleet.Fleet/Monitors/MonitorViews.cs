using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>What users see of a process monitor.</summary>
internal static class MonitorViews
{
    public static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    public static ProcessSummary Summary(ProcessMonitor monitor)
    {
        var state = monitor.State;
        var description = state.Description;
        return new ProcessSummary(
            state.Key,
            monitor.Service,
            description?.Version ?? "",
            description?.Runtime ?? "",
            description?.Labels ?? NoLabels,
            description?.StartedUnixMilliseconds ?? -1,
            state.LastSeenUnixMilliseconds,
            state.IsExited,
            monitor.Verdict,
            monitor.Findings.Count > 0 ? monitor.Findings[0] : null,
            state.LastHeapBytes,
            state.Memory is { } memory ? LimitForecast.ResidentBytes(memory) : -1,
            state.Memory is { ContainerLimitBytes: > 0 } limited ? limited.ContainerLimitBytes : -1,
            state.Histograms,
            state.Order.Dropped,
            state.Trouble)
        {
            OtherFindings = monitor.Findings.Count > 1 ? [.. monitor.Findings.Skip(1)] : [],
            Explanation = Explanations.Of(monitor),
            Types = TypeSummaries.Of(monitor.State.Trend),
            CollectionsPerHour = state.Collections.PerHour is >= 0 and var perHour ? perHour : -1,
            OutOfMemoryUnixMilliseconds = state.OutOfMemoryUnixMilliseconds,
        };
    }

    public static ProcessDetail Detail(ProcessMonitor monitor, int typesShownMax)
    {
        var state = monitor.State;
        var explanations = new Explanations(monitor);
        var types = state.Trend.Types
            .OrderByDescending(t => t.IsLeaking)
            .ThenByDescending(t => t.LastBytes)
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .Take(typesShownMax)
            .Select(t => new TypeSeries(
                t.Name, t.Assembly, t.Shown, t.Growth.SlopePerHour, t.Growth.PValue, t.LastCount, t.LastBytes, t.Samples())
            {
                Explanation = explanations.Of(t),
            });
        return new ProcessDetail(
            Summary(monitor),
            state.Description?.CommandLine ?? "",
            state.Description?.EntryAssembly ?? "",
            [.. types],
            state.Trend.HeapSamples(),
            state.Rss.Samples(),
            state.Memory,
            state.LastCompleteness,
            state.Collections.ToList())
        {
            Measures = Measures(state.Measures),
        };
    }

    private static List<MeasureSeries> Measures(ProcessMeasures measures)
    {
        var series = new List<MeasureSeries>();
        foreach (var growth in measures.Judge.Growth)
            if (measures.Floors.Samples(growth.Measure) is { Count: > 0 } samples) series.Add(new MeasureSeries(growth.Measure, growth.Growth.SlopePerHour, samples));
        return series;
    }
}
