namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Services that leak managed objects, by form, begin and place.</summary>
internal static class LeakScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("leak/20-replicas-0.5-percent", TwentyReplicas),
        new("leak/single-5-percent", Single),
        new("leak/version-regression", Regression),
        new("leak/constant", (recipe, rng) => Add(recipe, Usual(rng))),
        new("leak/load-proportional", (recipe, rng) => Add(recipe, Usual(rng) with { Form = LeakForm.LoadProportional })),
        new("leak/stepwise", (recipe, rng) => Add(recipe, Usual(rng) with { Form = LeakForm.Stepwise, StepHours = rng.LogUniform(0.25, 6) })),
        new("leak/slow", (recipe, rng) => Add(recipe, new LeakRecipe { SharePerHour = rng.LogUniform(0.001, 0.006), Form = AnyForm(rng) })),
        new("leak/fast", (recipe, rng) => Add(recipe, new LeakRecipe { SharePerHour = rng.LogUniform(0.05, 0.1), Form = AnyForm(rng) })),
        new("leak/mid-life", (recipe, rng) => Add(recipe, Usual(rng) with { AfterHours = rng.Uniform(4, 36), Form = AnyForm(rng) })),
        new("leak/one-replica", OneReplica),
        new("leak/one-runtime", OneRuntime),
        new("leak/fixed-by-deploy", FixedByDeploy),
        new("leak/cluster", (recipe, rng) => Add(recipe, Usual(rng) with
        {
            Cluster = rng.Pick<Func<Rng, ApplicationNames, LeakCluster>>([LeakCluster.Dictionary, LeakCluster.LinkedList, LeakCluster.Subscribers, LeakCluster.Closures]),
        })),
        new("leak/framework-types", (recipe, rng) => Add(recipe, Usual(rng) with { Cluster = (r, _) => LeakCluster.Timers(r) })),
        new("leak/beside-bounded-cache", (recipe, rng) =>
        {
            recipe.Caches.Add(NegativeScenarios.LargeCache(rng));
            Add(recipe, Usual(rng));
        }),
        new("leak/under-load-wave", (recipe, rng) =>
        {
            NegativeScenarios.LoadWave(recipe, rng);
            Add(recipe, Usual(rng));
        }),
        new("leak/autoscaled", (recipe, rng) =>
        {
            NegativeScenarios.Autoscaling(recipe, rng);
            Add(recipe, Usual(rng) with { Form = AnyForm(rng) });
        }),
        new("leak/restarted", (recipe, rng) =>
        {
            recipe.RestartsPerDay = rng.Uniform(0.3, 1.5);
            Add(recipe, new LeakRecipe { SharePerHour = rng.LogUniform(0.01, 0.1) });
        }),
        new("leak/seen-with-gaps", (recipe, rng) =>
        {
            recipe.SilencesPerDay = rng.Uniform(0.5, 2);
            recipe.Sampling = recipe.Sampling with { PartialChance = rng.Uniform(0.1, 0.3) };
            Add(recipe, Usual(rng));
        }),
        new("leak/two-at-once", (recipe, rng) =>
        {
            Add(recipe, Usual(rng));
            Add(recipe, Usual(rng) with { AfterHours = rng.Uniform(4, 24) });
        }),
    ];

    /// <summary>Mostly what must be found: from 0.6 to 8 % of the heap per hour.</summary>
    public static LeakRecipe Usual(Rng rng) => new() { SharePerHour = rng.LogUniform(0.006, 0.08) };

    public static void Add(ServiceRecipe recipe, LeakRecipe leak) => recipe.Leaks.Add(leak);

    private static void TwentyReplicas(ServiceRecipe recipe, Rng rng)
    {
        recipe.Replicas = 20;
        Add(recipe, new LeakRecipe
        {
            SharePerHour = rng.Uniform(0.0052, 0.006),
            Form = rng.Chance(0.5) ? LeakForm.Constant : LeakForm.LoadProportional,
            AfterHours = rng.Chance(0.5) ? double.NegativeInfinity : rng.Uniform(2, 30),
        });
    }

    /// <summary>In mid-life: what begins with the process is part of its warm-up for the first hours, for anybody who looks.</summary>
    private static void Single(ServiceRecipe recipe, Rng rng)
    {
        var after = rng.Uniform(6, 24);
        // Ends before the limit is reached: one process, and not what comes after it.
        recipe.Hours = after + 10;
        recipe.LimitFactor = rng.Uniform(3, 4);
        recipe.Replicas = 1;
        recipe.StaggerHours = 0.2;
        (recipe.RestartsPerDay, recipe.SilencesPerDay) = (0, 0);
        Add(recipe, new LeakRecipe
        {
            SharePerHour = rng.Uniform(0.05, 0.055),
            Form = rng.Chance(0.7) ? LeakForm.Constant : LeakForm.LoadProportional,
            AfterHours = after,
        });
    }

    private static void Regression(ServiceRecipe recipe, Rng rng)
    {
        recipe.Replicas = rng.Next(2, 9);
        recipe.DeployHours.Add(rng.Uniform(8, 30));
        if (rng.Chance(0.5)) recipe.DeployHours.Add(recipe.DeployHours[0] + rng.Uniform(8, 24));
        Add(recipe, Usual(rng) with { FromVersion = rng.Chance(0.5) ? 1 : recipe.DeployHours.Count, Form = AnyForm(rng) });
    }

    private static void OneReplica(ServiceRecipe recipe, Rng rng)
    {
        recipe.Replicas = rng.Next(4, 10);
        Add(recipe, new LeakRecipe { SharePerHour = rng.LogUniform(0.01, 0.1), Slot = rng.Next(recipe.Replicas), AfterHours = rng.Uniform(0, 24) });
    }

    private static void OneRuntime(ServiceRecipe recipe, Rng rng)
    {
        recipe.Replicas = rng.Next(6, 12);
        recipe.OtherRuntimeShare = rng.Uniform(0.3, 0.6);
        Add(recipe, Usual(rng) with { Runtime = rng.Pick(ReplicaLives.Runtimes) });
    }

    private static void FixedByDeploy(ServiceRecipe recipe, Rng rng)
    {
        recipe.Replicas = rng.Next(2, 7);
        recipe.DeployHours.Add(rng.Uniform(24, 48));
        Add(recipe, new LeakRecipe { SharePerHour = rng.LogUniform(0.01, 0.08), BeforeVersion = 1 });
    }

    private static LeakForm AnyForm(Rng rng) => rng.Pick([LeakForm.Constant, LeakForm.LoadProportional, LeakForm.Stepwise]);
}
