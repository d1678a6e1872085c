using System.Globalization;

namespace LeakFleet.Benchmarks.Agent;

/// <summary>Resident memory and processor time of an agent with the helpers that it starts, as the kernel counts them.</summary>
internal sealed class AgentMeter(int pid)
{
    // proc_pid_stat(5), counted from the state: user and system time of the process, and of its children that have ended.
    private const int FirstTime = 11;
    private const int Times = 4;
    private const double TicksPerSecond = 100;
    private const double BytesPerMb = 1_000_000;

    private double _peakMb;
    private double _peakSumMb;
    private double _peakAgentMb;
    private double _sumMb;
    private int _samples;

    public double CpuSeconds => Fields(pid).Skip(FirstTime).Take(Times).Sum(text => long.Parse(text, CultureInfo.InvariantCulture)) / TicksPerSecond;

    public void Sample()
    {
        var agent = ResidentMb(pid);
        var helpers = Children().Select(child => (Process: child, Mb: ResidentMb(child))).Where(child => child.Mb > 0).ToList();
        var sum = agent + helpers.Sum(child => child.Mb);
        // What the two have of it in common is worked out only where it can matter: the kernel walks the pages for it, in the agent's time.
        var all = helpers.Count > 0 && sum > _peakMb ? Math.Min(sum, OnceMb([pid, .. helpers.Select(child => child.Process)])) : sum;
        (_peakMb, _peakSumMb, _peakAgentMb) = (Math.Max(_peakMb, all), Math.Max(_peakSumMb, sum), Math.Max(_peakAgentMb, agent));
        _sumMb += all;
        _samples++;
    }

    public AgentMemory Peak(bool reset)
    {
        var result = new AgentMemory(_peakMb, _peakSumMb, _peakAgentMb, _samples == 0 ? 0 : _sumMb / _samples);
        if (reset) (_peakMb, _peakSumMb, _peakAgentMb, _sumMb, _samples) = (0, 0, 0, 0, 0);
        return result;
    }

    /// <summary>
    /// Resident memory with what several of them map of one file counted once, as the limit of a container counts it. Which of its pages each has is not told: of a
    /// file it is what the one with the most has.
    /// </summary>
    private static double OnceMb(IReadOnlyList<int> processes)
    {
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        var own = 0L;
        foreach (var process in processes)
        {
            var (mapped, anonymous) = Mapped(process);
            own += anonymous;
            foreach (var (file, kibibytes) in mapped) files[file] = Math.Max(files.GetValueOrDefault(file), kibibytes);
        }

        return 1024 * (own + files.Values.Sum()) / BytesPerMb;
    }

    /// <summary>KiB by file, a device and a number in it; and those of no file.</summary>
    private static (Dictionary<string, long> Files, long Anonymous) Mapped(int process)
    {
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        var (anonymous, file) = (0L, "");
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (!words[0].EndsWith(':')) file = words[4] == "0" ? "" : $"{words[3]} {words[4]}";
                else if (words[0] is "Rss:" && file.Length > 0) files[file] = files.GetValueOrDefault(file) + long.Parse(words[1], CultureInfo.InvariantCulture);
                else if (words[0] is "Rss:") anonymous += long.Parse(words[1], CultureInfo.InvariantCulture);
                else if (words[0] is "Anonymous:" && file.Length > 0)
                {
                    // What was written to of a file's mapping is the process's own.
                    var written = long.Parse(words[1], CultureInfo.InvariantCulture);
                    files[file] -= written;
                    anonymous += written;
                }
            }
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }

        return (files, anonymous);
    }

    /// <summary>Helpers. A process that is about to become one runs the agent's program in the agent's memory, and has none of its own.</summary>
    private IEnumerable<int> Children()
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{pid}/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture)).Where(child => Program(child) is { } program && program != Program(pid))];
        }
        catch (IOException)
        {
            // A thread has ended meanwhile.
            return [];
        }
    }

    /// <summary>Null when it has ended.</summary>
    private static string? Program(int process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/exe", returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double ResidentMb(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal), "x 0");
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / BytesPerMb;
        }
        catch (IOException)
        {
            // A helper has ended meanwhile.
            return 0;
        }
    }

    private static string[] Fields(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }
}
