using System.Globalization;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The nodes on which the replicas of a service run.</summary>
internal static class NodePool
{
    private static readonly string[] Zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

    public static IReadOnlyList<NodePlan> Draw(Rng rng, ServiceRecipe recipe, string service, long from, long to)
    {
        var count = Math.Max(2, recipe.Replicas * 3 / 2);
        return [.. Enumerable.Range(0, count).Select(i => Node(rng, recipe, $"{service}-node-{i.ToString("00", CultureInfo.InvariantCulture)}", from, to))];
    }

    private static NodePlan Node(Rng rng, ServiceRecipe recipe, string name, long from, long to)
    {
        var boot = from - Clock.Hours(rng.Uniform(200, 3000));
        var bootId = (rng.NextBits().ToString("x16", CultureInfo.InvariantCulture) + rng.NextBits().ToString("x16", CultureInfo.InvariantCulture));
        return new NodePlan(name, rng.Pick(Zones), bootId, boot, Steps(rng, recipe.ClockStepsPerDay, from, to), Silences(rng, recipe.SilencesPerDay, from, to));
    }

    private static List<ClockStep> Steps(Rng rng, double perDay, long from, long to)
    {
        var steps = new List<ClockStep>();
        if (perDay <= 0) return steps;
        for (var t = from + Clock.Hours(24 / perDay * rng.Exponential()); t < to; t += Clock.Hours(24 / perDay * rng.Exponential()))
        {
            // Most are corrections of seconds; a virtual machine that was paused, or a wrong zone, makes hours.
            var size = rng.Chance(0.7) ? rng.LogUniform(1, 120) : rng.LogUniform(120, 2 * 3600);
            steps.Add(new ClockStep(t, (long)(1000 * size) * (rng.Chance(0.5) ? 1 : -1)));
        }

        return steps;
    }

    private static List<Silence> Silences(Rng rng, double perDay, long from, long to)
    {
        var silences = new List<Silence>();
        if (perDay <= 0) return silences;
        for (var t = from + Clock.Hours(24 / perDay * rng.Exponential()); t < to;)
        {
            var end = t + Clock.Hours(rng.LogUniform(0.2, 8));
            silences.Add(new Silence(t, end, rng.Chance(0.6)));
            t = end + Clock.Hours(24 / perDay * rng.Exponential());
        }

        return silences;
    }
}
