using System.Diagnostics;
using System.Globalization;

namespace LeakyApp.Reports;

/// <summary>
/// The process's own account, once a second: REPORT {json}. "Kept" is what the last gen2 collection found alive, the figure a watcher
/// from outside should arrive at. Written by hand: a JSON library would show up in every figure here.
/// </summary>
internal sealed class MemoryReporter(Stopwatch clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private TimeSpan _dueAt = Interval;

    public void PrintIfDue()
    {
        if (clock.Elapsed < _dueAt)
            return;

        _dueAt += Interval;
        Console.WriteLine(Line());
    }

    private string Line()
    {
        var full = LastGen2();
        var latest = GC.GetGCMemoryInfo(GCKind.Any);
        var (anonymousBytes, residentBytes) = Resident();
        return string.Create(CultureInfo.InvariantCulture,
            $$"""
            REPORT {"seconds":{{clock.Elapsed.TotalSeconds:F1}},"gen0":{{GC.CollectionCount(0)}},"gen1":{{GC.CollectionCount(1)}},"gen2":{{GC.CollectionCount(2)}},"keptBytes":{{full.HeapSizeBytes - full.FragmentedBytes}},"holeBytes":{{full.FragmentedBytes}},"heapBytes":{{latest.HeapSizeBytes}},"committedBytes":{{latest.TotalCommittedBytes}},"assemblies":{{AppDomain.CurrentDomain.GetAssemblies().Length}},"anonymousBytes":{{anonymousBytes}},"residentBytes":{{residentBytes}},"cpuMs":{{Environment.CpuUsage.TotalTime.TotalMilliseconds:F0}}}
            """);
    }

    private static GCMemoryInfo LastGen2()
    {
        var background = GC.GetGCMemoryInfo(GCKind.Background);
        var blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return background.Index > blocking.Index ? background : blocking;
    }

    private static (long AnonymousBytes, long ResidentBytes) Resident()
    {
        long anonymous = 0, resident = 0;
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                anonymous = KiB(line);
            else if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                resident = KiB(line);
        }

        return (anonymous, resident);
    }

    private static long KiB(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
}
