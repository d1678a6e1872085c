using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Tests;

/// <summary>Services of the generator, by scenario.</summary>
internal static class Made
{
    /// <summary>A Wednesday.</summary>
    public const long From = 1_767_744_000_000;

    public static LabelledService Service(string scenario, ulong seed = 7) =>
        FleetGenerator.Service(ScenarioCatalog.All.First(s => s.Name == scenario), seed, From);

    /// <summary>A small one, for tests that read all of it.</summary>
    public static LabelledService Small(Action<ServiceRecipe> apply, ulong seed = 7) => FleetGenerator.Service(
        new Scenario("test/small", (recipe, _) =>
        {
            recipe.Hours = 24;
            recipe.Replicas = 2;
            recipe.StaggerHours = 0.5;
            recipe.RunningShare = recipe.RestartsPerDay = recipe.SilencesPerDay = 0;
            recipe.Heap.Types = 60;
            recipe.Caches.Clear();
            apply(recipe);
        }),
        seed,
        From);

    /// <summary>Survivors of some types of one process, at each whole walk after a gen2 collection.</summary>
    public static List<(long UnixMilliseconds, double Bytes)> Survivors(LabelledService service, ProcessKey process, Func<TypeRow, bool> types) =>
        [.. service.Messages
            .Where(d => d.Process == process && d.Message is Histogram { AfterGen2: true, Completeness.Coverage: > 0.98 })
            .Select(d => (d.UnixMilliseconds, (double)((Histogram)d.Message).Types.Where(types).Sum(t => t.Bytes.Survivors)))];

    /// <summary>Median of all pairwise slopes, in units per hour.</summary>
    public static double SlopePerHour(IReadOnlyList<(long UnixMilliseconds, double Value)> series)
    {
        var slopes = new List<double>();
        for (var i = 0; i < series.Count; i++)
        {
            for (var j = i + 1; j < series.Count; j++)
            {
                slopes.Add((series[j].Value - series[i].Value) / (series[j].UnixMilliseconds - series[i].UnixMilliseconds) * 3_600_000);
            }
        }

        slopes.Sort();
        return slopes[slopes.Count / 2];
    }
}
