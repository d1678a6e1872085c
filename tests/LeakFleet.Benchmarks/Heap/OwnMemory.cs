using System.Globalization;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>This process's resident memory, now and at its highest.</summary>
internal static class OwnMemory
{
    public static long ResidentBytes() => Field("VmRSS:");

    public static long PeakBytes() => Field("VmHWM:");

    /// <summary>Writing 5 makes the kernel forget the peak.</summary>
    public static void ResetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static long Field(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
