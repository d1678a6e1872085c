using LeakFleet.Agent.Heap;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The reference: ClrMD's own enumeration of a stopped process.</summary>
internal static class SuspendedCount
{
    public static (SortedDictionary<string, (long Count, long Bytes)> Types, long FreeBytes) Of(int pid)
    {
        using var stop = new StoppedProcess(pid);
        using var target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var types = new SortedDictionary<string, (long Count, long Bytes)>(StringComparer.Ordinal);
        var free = 0L;
        foreach (var found in runtime.Heap.EnumerateObjects())
        {
            Assert.NotNull(found.Type);
            var bytes = (long)(found.Size + 7 & ~7UL);
            if (found.IsFree)
            {
                free += bytes;
                continue;
            }
            var key = $"{found.Type.Name} @{found.Type.MethodTable:x}";
            var sum = types.GetValueOrDefault(key);
            types[key] = (sum.Count + 1, sum.Bytes + bytes);
        }
        return (types, free);
    }

    public static SortedDictionary<string, (long Count, long Bytes)> Of(TypeHistogram histogram)
    {
        var types = new SortedDictionary<string, (long Count, long Bytes)>(StringComparer.Ordinal);
        foreach (var type in histogram.Types) types[$"{type.Name} @{type.MethodTable:x}"] = (type.Counts.Total, type.Bytes.Total);
        return types;
    }
}
