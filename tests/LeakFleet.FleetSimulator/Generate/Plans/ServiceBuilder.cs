using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Makes a service from its recipe: first everything that is shared, then each replica's life, then what is true of them.</summary>
internal static class ServiceBuilder
{
    /// <summary>What is loaded follows the load with this delay.</summary>
    private const double LastingMinutes = 12;

    /// <summary>Room that those who set a limit leave above the most a service needs.</summary>
    private const double Headroom = 1.3;

    private const long LimitStepBytes = 16L << 20;

    public static LabelledService Build(string scenario, ServiceRecipe recipe, ulong seed, long from, int place)
    {
        var rng = Rng.Stream(seed, 1);
        var to = from + Clock.Hours(recipe.Hours);
        var names = new ApplicationNames(rng, place);
        var memory = recipe.Memory(rng, recipe.Heap.Bytes);
        var heap = new HeapBuilder(rng, names, recipe.Heap);
        heap.DrawTypes();
        var caches = recipe.Caches.Select(c => CacheParts.Make(rng, names, heap, c, recipe.Heap.Bytes)).ToList();
        var leaks = recipe.Leaks.Select(l => LeakParts.Make(rng, names, heap, memory, l, recipe.Heap.Bytes)).ToList();
        var versions = Versions(rng, heap, recipe);

        var load = ServiceLoad.Make(recipe.Load, from, to, LastingMinutes, Rng.Derive(seed, 2));
        var scale = recipe.Autoscales ? ReplicaScale.Follow(load, from, recipe.Replicas) : ReplicaScale.Fixed(recipe.Replicas, load.Minutes);
        if (recipe.Autoscales) load = load.Shared(recipe.Replicas, scale, LastingMinutes);

        var plan = new ServicePlan(names.Service, scenario, from, to, load, caches, [.. leaks.Select(l => l.Model)], memory, recipe.Sampling, 0);
        plan = plan with { LimitBytes = Limit(plan, versions, recipe) };
        var nodes = NodePool.Draw(rng, recipe, names.Service, from, to);
        var replicas = new ReplicaLives(plan, recipe, names, versions, nodes, scale, Rng.Derive(seed, 3));
        var processes = replicas.Plan();
        return new LabelledService(
            plan.Name,
            scenario,
            new ServiceMessages(plan, processes),
            [.. leaks.Select((leak, i) => LeakTruth.Of(plan, recipe.Leaks[i], i, leak.Named, versions, processes))],
            from,
            to);
    }

    private static List<HeapModel> Versions(Rng rng, HeapBuilder heap, ServiceRecipe recipe)
    {
        List<HeapModel> versions = [heap.Build()];
        for (var i = 0; i < recipe.DeployHours.Count; i++) versions.Add(heap.Evolve(versions[^1], recipe.DeployGrowth));
        return versions;
    }

    /// <summary>People set limits by what they have seen of the service without its leak.</summary>
    private static long Limit(ServicePlan plan, List<HeapModel> versions, ServiceRecipe recipe)
    {
        var bytes = versions.Max(h => h.Bytes) * (1 + recipe.Caches.Sum(c => c.Share)) + plan.Memory.FreeBytes(versions[^1].Bytes, 1000);
        var needed = Envelope.CommittedFactor * bytes + plan.Memory.BudgetBytes + plan.Memory.NativeBytes + plan.Memory.FileBytes / 2;
        var peak = Enumerable.Range(0, plan.Load.Minutes).Max(i => plan.Load.Lasting(plan.FromUnixMilliseconds + i * Clock.Minute));
        var ofLoad = 1.1 * versions.Max(h => h.LoadBytes) * Math.Max(0, peak * 1.1 - 1) * Envelope.CommittedFactor;
        var limit = Math.Max(recipe.LimitFactor * recipe.Heap.Bytes, Headroom * (needed + ofLoad));
        return ((long)limit / LimitStepBytes + 1) * LimitStepBytes;
    }
}
