using System.Globalization;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>What the kernel knows of processes, beside what they say of themselves.</summary>
internal static class ProcessTable
{
    public static IReadOnlyList<int> ChildrenOf(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories($"/proc/{pid}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children"))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            // It ended, or one of its threads did, while being looked at.
            return [];
        }
    }

    /// <summary>Not ended; who adopted it may never wait for it.</summary>
    public static bool Runs(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            // It is gone.
            return false;
        }
    }

    /// <summary>Memory that only this process uses, and its part of what it shares; 0 when it is gone.</summary>
    public static long ProportionalBytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line[4..^2].Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
