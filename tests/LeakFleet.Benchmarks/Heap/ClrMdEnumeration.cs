using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>ClrMD's own loop, as its documentation asks for: on a stopped process. (On a running one it takes a little longer.)</summary>
internal static class ClrMdEnumeration
{
    public static Counted Run(int pid)
    {
        using var stop = new StoppedProcess(pid);
        var began = Stopwatch.GetTimestamp();
        using var target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var types = new Dictionary<ulong, (long Count, ulong Bytes)>();
        foreach (var found in runtime.Heap.EnumerateObjects())
        {
            if (found.IsFree || found.Type is null) continue;
            var sum = types.GetValueOrDefault(found.Type.MethodTable);
            types[found.Type.MethodTable] = (sum.Count + 1, sum.Bytes + found.Size);
        }
        return new Counted(types.Values.Sum(type => type.Count), Stopwatch.GetElapsedTime(began));
    }
}
