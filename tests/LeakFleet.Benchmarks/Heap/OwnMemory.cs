using System.Globalization;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>Resident memory of this process, and of the helper that it starts for a walk.</summary>
internal static class OwnMemory
{
    /// <summary>Of the helper's command line. A child that has not come so far is still a copy of this process, with its memory.</summary>
    private const string HelperMark = "inspector.runtimeconfig.json";

    /// <summary>Runs <paramref name="action"/>: how much more than before it this process had at its peak, and what its helper had at its own.</summary>
    public static (long OwnBytes, long HelperBytes) PeakDuring(Action action)
    {
        GC.Collect();
        var idle = Field("self", "VmRSS:");
        // The kernel forgets the peak.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var helper = 0L;
        using var over = new CancellationTokenSource();
        var polling = Task.Run(() =>
        {
            for (; !over.IsCancellationRequested; Thread.Sleep(1)) helper = Math.Max(helper, HelperPeakBytes());
        });
        action();
        over.Cancel();
        polling.GetAwaiter().GetResult();
        return (Field("self", "VmHWM:") - idle, helper);
    }

    /// <summary>The highest that the helper, a child of this process, has had so far; 0 when there is none.</summary>
    private static long HelperPeakBytes()
    {
        try
        {
            return Directory.GetDirectories("/proc/self/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(child => File.ReadAllText($"/proc/{child}/cmdline").Contains(HelperMark, StringComparison.Ordinal)).Select(child => Field(child, "VmHWM:")).DefaultIfEmpty().Max();
        }
        catch (IOException)
        {
            // A thread or a helper has ended meanwhile.
            return 0;
        }
    }

    private static long Field(string process, string name) => 1024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal), "0 0")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
