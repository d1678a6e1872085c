using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>What a finding is about, over time, in one process: a type or a measure; resident memory when neither is known.</summary>
internal sealed record FindingSeries(ProcessDetail Detail, TypeSeries? Type, MeasureSeries? Measure)
{
    /// <summary>Types asked of a replica: what leaks comes first among them, and what a version without the leak holds is among its larger ones.</summary>
    private const int TypesMax = 96;

    public IReadOnlyList<Sample> Samples => Type?.Series ?? Measure?.Samples ?? Detail.RssBytes;

    /// <summary>Of the affected replicas, then of others.</summary>
    public static async Task<FoundSeries> Of(
        FindingLook look, IFleet fleet, int replicasMax, CancellationToken cancellation, IReadOnlyList<ProcessSummary>? besides = null)
    {
        var (measure, type) = (DrawnMeasure(look), DrawnType(look));
        var found = new List<FindingSeries>();
        // Those that are affected and on no list any more, or not to be told by now.
        var gone = Math.Max(0, look.Finding.Processes.Count - look.Replicas.Count);
        foreach (var process in look.Replicas.Take(replicasMax).Concat(besides ?? []))
        {
            if (await fleet.Process(process.Key, type.Length == 0 && look.Growing.Count == 0 ? 0 : TypesMax, cancellation) is not { } detail)
            {
                if (besides?.Contains(process) is not true) gone++;
                continue;
            }

            if (measure is not null && detail.Measures.FirstOrDefault(m => m.Measure == measure) is { } counted) found.Add(new FindingSeries(detail, null, counted));
            else if (type.Length == 0) found.Add(new FindingSeries(detail, null, null));
            else if (detail.Types.FirstOrDefault(t => t.Type == type) is { } grown) found.Add(new FindingSeries(detail, grown, null));
        }

        // One chart has one unit: memory where none tells the measure, and else only those that do.
        if (found.Exists(f => f.Measure is not null)) found.RemoveAll(f => f.Measure is null);
        var drawn = found.Count(f => besides?.Any(p => p.Key == f.Detail.Summary.Key) is not true);
        var beyond = Math.Max(0, look.Replicas.Count - replicasMax);
        return new FoundSeries(found, beyond, gone, Math.Max(0, look.Finding.Processes.Count - drawn - beyond - gone));
    }

    /// <summary>Null for a leak of types.</summary>
    public static Measure? DrawnMeasure(FindingLook look) => look.Own?.Measure ?? MeasureWords.Of(look.Finding.Kind);

    /// <summary>
    /// A finding has the name a person would give; the series is that of the type that showed it, perhaps a container or an array of what is named. Empty for a leak that a measure shows.
    /// </summary>
    public static string DrawnType(FindingLook look) => DrawnMeasure(look) is not null ? "" : look.Growing.Count > 0 ? look.Growing[0].Type : look.Finding.Type;
}
