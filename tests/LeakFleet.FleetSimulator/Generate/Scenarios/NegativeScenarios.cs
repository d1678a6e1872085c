namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Services that do not leak, each with much of what is mistaken for a leak.</summary>
internal static class NegativeScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("negative/steady", (_, _) => { }),
        new("negative/warm-up", (recipe, rng) =>
        {
            recipe.Heap.WarmUpShare = rng.Uniform(0.6, 1);
            recipe.Heap.WarmUpHoursMax = rng.Uniform(2, 8);
            recipe.RunningShare = 0;
        }),
        new("negative/bounded-cache", (recipe, rng) =>
        {
            recipe.Caches.Add(LargeCache(rng));
            recipe.RunningShare = 0;
        }),
        new("negative/time-to-live-cache", (recipe, rng) =>
            recipe.Caches.Add(new CacheRecipe(CacheForm.TimeToLive, rng.LogUniform(0.3, 6), rng.LogUniform(0.03, 0.2)))),
        new("negative/load-wave", LoadWave),
        new("negative/weekly-wave", WeeklyWave),
        new("negative/bursts", (recipe, rng) =>
        {
            recipe.Heap.LoadSensitivity = rng.Uniform(0.4, 1);
            recipe.Load = recipe.Load with { BurstsPerDay = rng.Uniform(4, 20), BurstHeight = rng.Uniform(1, 3), BurstMinutes = rng.LogUniform(10, 180) };
        }),
        new("negative/autoscaling", Autoscaling),
        new("negative/restarts", (recipe, rng) => recipe.RestartsPerDay = rng.Uniform(1, 6)),
        new("negative/deploys", Deploys),
        new("negative/fragmentation", (recipe, rng) => recipe.Memory = (r, bytes) =>
            MemoryModel.Draw(r, bytes) with { FreeGrowthShare = r.Uniform(0.2, 0.6), FreeGrowthHours = r.LogUniform(3, 24) }),
        new("negative/native-warm-up", (recipe, rng) => recipe.Memory = (r, bytes) =>
        {
            var memory = MemoryModel.Draw(r, bytes);
            return memory with { NativeBytes = 1.5 * memory.NativeBytes, NativeGrowthShare = r.Uniform(0.4, 0.7), NativeGrowthHours = r.LogUniform(2, 16) };
        }),
        new("negative/connection-wave", (recipe, rng) =>
        {
            LoadWave(recipe, rng);
            recipe.Memory = (r, bytes) => MemoryModel.Draw(r, bytes) with
            {
                ThreadsPerLoad = r.Uniform(20, 80), FileDescriptorsPerLoad = r.Uniform(300, 2000), HandlesPerLoad = r.Uniform(400, 4000),
            };
        }),
        new("negative/churn", (recipe, rng) =>
        {
            recipe.Heap.NoiseFactor = rng.Uniform(2, 5);
            recipe.Heap.TransientFactor = rng.Uniform(2, 6);
            recipe.Heap.GroupSigma = rng.Uniform(0.02, 0.08);
        }),
        new("negative/fallback-totals", (recipe, rng) => recipe.Sampling = recipe.Sampling with { Gen2Minutes = rng.LogUniform(40, 1500) }),
        new("negative/partial-histograms", (recipe, rng) =>
            recipe.Sampling = recipe.Sampling with { PartialChance = rng.Uniform(0.2, 0.7), PartialShareMax = rng.LogUniform(0.05, 0.6) }),
        new("negative/clock-steps", (recipe, rng) => recipe.ClockStepsPerDay = rng.Uniform(0.5, 4)),
        new("negative/gaps", (recipe, rng) => recipe.SilencesPerDay = rng.Uniform(1, 5)),
    ];

    public static CacheRecipe LargeCache(Rng rng) =>
        new(rng.Pick([CacheForm.Saturating, CacheForm.DistinctKeys]), rng.LogUniform(4, 40), rng.Uniform(0.1, 0.6));

    public static void LoadWave(ServiceRecipe recipe, Rng rng)
    {
        recipe.Heap.LoadSensitivity = rng.Uniform(0.6, 1);
        recipe.Load = recipe.Load with { DailyAmplitude = rng.Uniform(0.5, 0.8) };
    }

    public static void Autoscaling(ServiceRecipe recipe, Rng rng)
    {
        LoadWave(recipe, rng);
        recipe.Autoscales = true;
        recipe.Replicas = rng.Next(3, 8);
    }

    private static void WeeklyWave(ServiceRecipe recipe, Rng rng)
    {
        recipe.Hours = 168;
        recipe.Replicas = rng.Next(1, 4);
        recipe.Heap.LoadSensitivity = rng.Uniform(0.5, 1);
        recipe.Load = recipe.Load with { DailyAmplitude = rng.Uniform(0.2, 0.6), WeekendFactor = rng.Uniform(0.3, 0.6) };
    }

    /// <summary>New versions that need more, or less, and then go on needing it.</summary>
    private static void Deploys(ServiceRecipe recipe, Rng rng)
    {
        for (var hours = rng.Uniform(2, 24); hours < 66; hours += rng.Uniform(4, 30)) recipe.DeployHours.Add(hours);
        recipe.DeployGrowth = rng.Uniform(0.9, 1.2);
    }
}
