namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What a service is made from. Drawn at random, every one with some of everything; a scenario then sets what it is about.</summary>
internal sealed class ServiceRecipe
{
    public double Hours { get; set; } = 72;

    public int Replicas { get; set; }

    /// <summary>Replicas begin over this time, from the window's beginning on.</summary>
    public double StaggerHours { get; set; }

    /// <summary>Part of the replicas that have run for days when the window begins.</summary>
    public double RunningShare { get; set; }

    public required HeapShape Heap { get; init; }

    public required LoadShape Load { get; set; }

    public required SamplingModel Sampling { get; set; }

    public required Func<Rng, double, MemoryModel> Memory { get; set; }

    /// <summary>Container limit as a multiple of the heap; more where the service itself needs more.</summary>
    public double LimitFactor { get; set; }

    public double RestartsPerDay { get; set; }

    /// <summary>Hours into the window at which the next version is rolled out.</summary>
    public List<double> DeployHours { get; } = [];

    /// <summary>Sizes of the later versions as a multiple of the one before.</summary>
    public double DeployGrowth { get; set; } = 1;

    public double DeployStepMinutes { get; set; } = 4;

    public bool Autoscales { get; set; }

    public double SilencesPerDay { get; set; }

    public double ClockStepsPerDay { get; set; }

    /// <summary>Which replicas have another runtime than the rest, as a part.</summary>
    public double OtherRuntimeShare { get; set; }

    public List<CacheRecipe> Caches { get; } = [];

    public List<LeakRecipe> Leaks { get; } = [];

    public static ServiceRecipe Draw(Rng rng)
    {
        var recipe = new ServiceRecipe
        {
            Replicas = rng.Pick([1, 2, 2, 3, 3, 4, 5, 6, 8]),
            StaggerHours = rng.Chance(0.5) ? rng.LogUniform(0.02, 1) : rng.Uniform(1, 12),
            RunningShare = rng.Chance(0.5) ? 0 : rng.Uniform(0.2, 1),
            Heap = HeapShape.Draw(rng),
            Load = LoadShape.Draw(rng),
            Sampling = SamplingModel.Draw(rng),
            Memory = MemoryModel.Draw,
            LimitFactor = rng.Uniform(2, 4),
            RestartsPerDay = rng.Chance(0.3) ? rng.Uniform(0, 0.2) : 0,
            SilencesPerDay = rng.Chance(0.2) ? rng.Uniform(0, 0.3) : 0,
            DeployStepMinutes = rng.Uniform(1, 10),
        };
        // Most services have caches; most of those are small or soon full.
        for (var i = rng.Next(3); i > 0; i--)
            recipe.Caches.Add(new CacheRecipe(rng.Pick([CacheForm.Saturating, CacheForm.DistinctKeys]), rng.LogUniform(0.05, 4), rng.LogUniform(0.002, 0.05)));
        if (rng.Chance(0.25)) recipe.Caches.Add(new CacheRecipe(CacheForm.TimeToLive, rng.LogUniform(0.05, 1), rng.LogUniform(0.002, 0.05)));
        return recipe;
    }
}
