using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Benchmarks.Why;

/// <summary>ClrMD's own search for root paths, on a stopped process as its documentation asks for.</summary>
internal static class ClrMdRootPaths
{
    public static RootPathTimes Run(int pid, string type, int samples, TimeSpan max)
    {
        using var stop = new StoppedProcess(pid);
        using var target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        using var runtime = target.ClrVersions[0].CreateRuntime();
        // Which objects is not part of the time, of either.
        var addresses = runtime.Heap.EnumerateObjects().Where(found => found.Type?.Name == type).Take(samples).Select(found => found.Address).ToList();
        using var timeout = new CancellationTokenSource(max);
        var began = Stopwatch.GetTimestamp();
        var (first, paths) = (TimeSpan.Zero, 0);
        try
        {
            foreach (var _ in new GCRoot(runtime.Heap, addresses).EnumerateRootPaths(timeout.Token))
            {
                if (paths++ == 0) first = Stopwatch.GetElapsedTime(began);
            }
        }
        catch (OperationCanceledException)
        {
            // What was found until then is the answer.
        }
        var all = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new RootPathTimes(all, paths > 0 ? first.TotalSeconds : all, paths, timeout.IsCancellationRequested);
    }
}
