using System.Globalization;
using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Labelled fleets from seeds: the same seed makes the same fleet, message for message.</summary>
public static class FleetGenerator
{
    internal const int ServicesPerFleet = 12;

    /// <summary>A Monday; fleets begin at any hour of the four weeks after it.</summary>
    private const long EpochUnixMilliseconds = 1_767_571_200_000;

    /// <summary>
    /// Fleets of consecutive seeds go round through all scenarios, so that a few of them show each at least once. What is made of a scenario depends on
    /// the seed alone.
    /// </summary>
    public static LabelledFleet Make(ulong seed)
    {
        var from = EpochUnixMilliseconds + (long)(Rng.Derive(seed, 99) % (28 * 24)) * Clock.Hour;
        var services = new LabelledService[ServicesPerFleet];
        for (var i = 0; i < services.Length; i++)
        {
            var scenario = (seed % (ulong)ScenarioCatalog.All.Count * ServicesPerFleet + (ulong)i) % (ulong)ScenarioCatalog.All.Count;
            services[i] = Service(ScenarioCatalog.All[(int)scenario], Rng.Derive(seed, (ulong)i + 1), from, i);
        }

        return new LabelledFleet($"seed {seed.ToString(CultureInfo.InvariantCulture)}", services);
    }

    internal static LabelledService Service(Scenario scenario, ulong seed, long from, int place = 0)
    {
        var rng = Rng.Stream(seed, 0);
        var recipe = ServiceRecipe.Draw(rng);
        scenario.Apply(recipe, rng);
        return ServiceBuilder.Build(scenario.Name, recipe, seed, from, place);
    }
}
