using LeakFleet.Fleet;

namespace LeakFleet.Server.Api;

/// <summary>What grows in each replica that a finding affects.</summary>
internal static class FindingSeries
{
    /// <summary>Types asked of a replica: what leaks comes first among them, and what a version without the leak holds is among its larger ones.</summary>
    private const int TypesMax = 96;

    /// <summary>The affected replicas, then others; each with the type's series, or null where no type is to be drawn.</summary>
    public static async Task<IReadOnlyList<(ProcessDetail Detail, TypeSeries? Type)>> Of(
        FindingLook look, IFleet fleet, int replicasMax, CancellationToken cancellation, IReadOnlyList<ProcessSummary>? besides = null)
    {
        var drawn = Drawn(look);
        var found = new List<(ProcessDetail, TypeSeries?)>();
        foreach (var process in look.Replicas.Take(replicasMax).Concat(besides ?? []))
        {
            if (await fleet.Process(process.Key, drawn.Length == 0 ? 0 : TypesMax, cancellation) is not { } detail) continue;
            if (drawn.Length == 0) found.Add((detail, null));
            else if (detail.Types.FirstOrDefault(t => t.Type == drawn) is { } type) found.Add((detail, type));
        }

        return found;
    }

    /// <summary>A finding has the name a person would give; the series is that of the type that showed it, perhaps a container or an array of what is named.</summary>
    public static string Drawn(FindingLook look) => look.Growing.Count > 0 ? look.Growing[0].Type : look.Finding.Type;
}
