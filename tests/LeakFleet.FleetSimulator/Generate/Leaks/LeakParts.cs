namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Turns a leak's recipe into objects, handles and bytes.</summary>
internal static class LeakParts
{
    private const string Core = FrameworkTypes.Core;

    /// <summary>Resident part of a thread's stack and of what the kernel and the runtime keep for it.</summary>
    private const double ThreadBytes = 120_000;

    public static (LeakModel Model, IReadOnlyList<int> Named) Make(
        Rng rng, ApplicationNames names, HeapBuilder heap, MemoryModel memory, LeakRecipe recipe, double heapBytes)
    {
        var cluster = recipe.Cluster is { } chosen ? chosen(rng, names) : Objects(rng, names, recipe.Kind);
        var cost = Cost(rng, recipe.Kind);
        var parts = heap.Place(cluster.Parts);
        var bytesEach = parts.Sum(p => p.CountEach * p.BytesEach) + cost.NativeBytes + cost.FreeBytes;
        var units = recipe.SharePerHour * (recipe.Kind switch
        {
            // What is counted leaks by its number: a thousand descriptors are a few kilobytes.
            LeakKinds.Threads => memory.Threads + memory.ThreadsPerLoad,
            LeakKinds.FileDescriptors => memory.FileDescriptors + memory.FileDescriptorsPerLoad,
            LeakKinds.Handles => memory.Handles + memory.HandlesPerLoad,
            _ => heapBytes / bytesEach,
        });
        var named = heap.Place([.. cluster.Label.Select(t => new ClusterPart(t, 1, t.BytesEach))]);
        return (new LeakModel(recipe.Kind, recipe.Form, units, recipe.StepHours, parts, cost), [.. named.Select(p => p.Type)]);
    }

    private static LeakCluster Objects(Rng rng, ApplicationNames names, string kind)
    {
        switch (kind)
        {
            case LeakKinds.Native:
            case LeakKinds.Fragmentation:
                return LeakCluster.Of([], []);
            case LeakKinds.Threads:
                NamedType thread = new("System.Threading.Thread", Core, 72);
                return LeakCluster.Of([new(thread, 1, 72), new(new("System.Threading.ExecutionContext", Core, 40), 1, 40)], []);
            case LeakKinds.FileDescriptors:
                var isSocket = rng.Chance(0.5);
                return isSocket
                    ? LeakCluster.Of([new(new("System.Net.Sockets.Socket", "System.Net.Sockets", 112), 1, 112), new(new("System.Net.Sockets.SafeSocketHandle", "System.Net.Sockets", 72), 1, 72)], [])
                    : LeakCluster.Of([new(new("System.IO.FileStream", Core, 48), 1, 48), new(new("Microsoft.Win32.SafeHandles.SafeFileHandle", Core, 48), 1, 48)], []);
            case LeakKinds.Handles:
                var held = names.Class();
                return LeakCluster.Of([new(held, 1, held.BytesEach)], []);
            case LeakKinds.FinalizerBacklog:
                var finalizable = names.Class();
                return LeakCluster.Of([new(finalizable, 1, finalizable.BytesEach), new(new(FrameworkTypes.ByteArray, Core, 0), 1, rng.LogUniform(200, 8_000))], []);
            case LeakKinds.LoadContexts:
                return LeakCluster.Of(
                    [
                        new(new("System.Runtime.Loader.AssemblyLoadContext", Core, 72), 1, 72), new(new("System.Reflection.LoaderAllocator", Core, 48), 1, 48),
                        new(new("System.Reflection.RuntimeAssembly", Core, 48), rng.Next(1, 4), 48), new(new("System.RuntimeType", Core, 40), rng.Next(10, 60), 40),
                        new(new("System.Object[]", Core, 0), 6, 400),
                    ],
                    []);
            case LeakKinds.Queue:
                var item = names.Class();
                var slots = ApplicationNames.QueueSlots(item);
                return LeakCluster.Of(
                    [new(item, 1, item.BytesEach), new(slots, 1, 16, IsTable: true), new(new(FrameworkTypes.String, Core, 0), rng.Next(1, 4), rng.Uniform(50, 400))],
                    [item, slots]);
            default:
                return LeakCluster.Draw(rng, names);
        }
    }

    private static UnitCost Cost(Rng rng, string kind) => kind switch
    {
        LeakKinds.Native => new(NativeBytes: rng.LogUniform(500, 50_000)),
        LeakKinds.Fragmentation => new(FreeBytes: rng.LogUniform(200, 20_000)),
        LeakKinds.Threads => new(NativeBytes: ThreadBytes, Threads: 1),
        LeakKinds.FileDescriptors => new(FileDescriptors: 1),
        LeakKinds.Handles => new(Handles: 1, Pinned: rng.Chance(0.5) ? 1 : 0),
        LeakKinds.FinalizerBacklog => new(FinalizerBacklog: 1),
        // Code, tables and loader heaps of a collectible assembly.
        LeakKinds.LoadContexts => new(NativeBytes: rng.LogUniform(100_000, 600_000), Handles: 2),
        _ => default,
    };
}
