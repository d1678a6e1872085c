using LeakFleet.Agent.Heap;
using LeakFleet.Protocol;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The reference: ClrMD's own enumeration of a stopped process.</summary>
internal static class SuspendedCount
{
    public static (SortedDictionary<string, string> Types, GenerationValues FreeBytes) Of(int pid)
    {
        using var stop = new StoppedProcess(pid);
        using var target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var types = new Dictionary<string, (GenerationValues Counts, GenerationValues Bytes)>(StringComparer.Ordinal);
        var free = default(GenerationValues);
        foreach (var segment in runtime.Heap.Segments)
        {
            foreach (var found in segment.EnumerateObjects())
            {
                Assert.NotNull(found.Type);
                var generation = segment.GetGeneration(found);
                var bytes = At(generation, (long)(found.Size + 7 & ~7UL));
                if (found.IsFree)
                {
                    free += bytes;
                    continue;
                }
                var key = $"{found.Type.Name} @{found.Type.MethodTable:x}";
                var sum = types.GetValueOrDefault(key);
                types[key] = (sum.Counts + At(generation, 1), sum.Bytes + bytes);
            }
        }
        return (Text(types.Select(type => (type.Key, type.Value.Counts, type.Value.Bytes))), free);
    }

    public static SortedDictionary<string, string> Of(TypeHistogram histogram) =>
        Text(histogram.Types.Select(type => ($"{type.Name} @{type.MethodTable:x}", type.Counts, type.Bytes)));

    private static SortedDictionary<string, string> Text(IEnumerable<(string Name, GenerationValues Counts, GenerationValues Bytes)> types) =>
        new(types.ToDictionary(type => type.Name, type => $"{type.Counts}, {type.Bytes}"), StringComparer.Ordinal);

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
