using LeakFleet.Agent.Heap;
using LeakFleet.Protocol;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The reference: ClrMD's own enumeration of a stopped process.</summary>
internal static class SuspendedCount
{
    public static (SortedDictionary<string, string> Types, GenerationValues FreeBytes) Of(int pid)
    {
        var (types, free) = Count(pid);
        return (Text(types), free);
    }

    public static (IReadOnlyList<TypeCount> Types, GenerationValues FreeBytes) Count(int pid)
    {
        using var stop = new StoppedProcess(pid);
        using var target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var types = new Dictionary<ulong, TypeCount>();
        var free = default(GenerationValues);
        foreach (var segment in runtime.Heap.Segments)
        {
            foreach (var found in segment.EnumerateObjects())
            {
                var type = found.Type ?? throw new InvalidOperationException($"an object without a type at {found.Address:x}");
                var generation = segment.GetGeneration(found);
                var bytes = At(generation, (long)(found.Size + 7 & ~7UL));
                if (found.IsFree)
                {
                    free += bytes;
                    continue;
                }
                var sum = types.GetValueOrDefault(type.MethodTable) ?? new TypeCount(type.Name ?? "", "", type.MethodTable, default, default);
                types[type.MethodTable] = sum with { Counts = sum.Counts + At(generation, 1), Bytes = sum.Bytes + bytes };
            }
        }
        return ([.. types.Values], free);
    }

    public static SortedDictionary<string, string> Of(TypeHistogram histogram) => Text(histogram.Types);

    private static SortedDictionary<string, string> Text(IEnumerable<TypeCount> types) =>
        new(types.ToDictionary(type => $"{type.Name} @{type.MethodTable:x}", type => $"{type.Counts}, {type.Bytes}"), StringComparer.Ordinal);

    private static GenerationValues At(Generation generation, long value) => generation switch
    {
        Generation.Generation0 => new(value, 0, 0, 0, 0, 0),
        Generation.Generation1 => new(0, value, 0, 0, 0, 0),
        Generation.Generation2 => new(0, 0, value, 0, 0, 0),
        Generation.Large => new(0, 0, 0, value, 0, 0),
        Generation.Pinned => new(0, 0, 0, 0, value, 0),
        Generation.Frozen => new(0, 0, 0, 0, 0, value),
        _ => throw new InvalidOperationException($"an object in generation {generation}"),
    };
}
