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
    private double _peakAgentMb;
    private double _sumMb;
    private int _samples;

    public double CpuSeconds => Fields(pid).Skip(FirstTime).Take(Times).Sum(text => long.Parse(text, CultureInfo.InvariantCulture)) / TicksPerSecond;

    public void Sample()
    {
        var agent = ResidentMb(pid);
        var all = agent + Children().Sum(ResidentMb);
        (_peakMb, _peakAgentMb) = (Math.Max(_peakMb, all), Math.Max(_peakAgentMb, agent));
        _sumMb += all;
        _samples++;
    }

    public (double RssMb, double AgentMb, double MeanMb) Peak(bool reset)
    {
        var result = (_peakMb, _peakAgentMb, _samples == 0 ? 0 : _sumMb / _samples);
        if (reset) (_peakMb, _peakAgentMb, _sumMb, _samples) = (0, 0, 0, 0);
        return result;
    }

    private IEnumerable<int> Children()
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{pid}/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // A thread has ended meanwhile.
            return [];
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
