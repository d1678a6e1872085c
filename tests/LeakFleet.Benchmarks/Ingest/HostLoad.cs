using LeakFleet.FleetSimulator.Load;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>Hosts under the load of agents over real connections, and somebody who asks meanwhile. Everything counts that their processes do: connections, frames, judging, writes, answers.</summary>
/// <param name="Rate">Histograms a second, of all processes together.</param>
/// <param name="WarmUpSeconds">At the least: the runtime compiles its code in the first half minute, and that is not what a fleet costs.</param>
internal sealed record HostLoad(int Types, double Rate, int WarmUpSeconds, int Seconds)
{
    /// <summary>The first look brings all names, and begins what holds a process.</summary>
    private const double LooksBefore = 1.1;

    private const int ConnectSeconds = 5;

    public async Task<IngestFigures> Measure(IReadOnlyList<HostProcess> hosts, int processes)
    {
        var idle = Resident(hosts);
        await using var fleet = new LoadFleet([.. hosts.Select(host => host.Url)], processes, Types);
        await Look(fleet, Math.Max(WarmUpSeconds, LooksBefore * processes / Rate + ConnectSeconds));

        using var asking = new CancellationTokenSource();
        using var queries = new HttpQueries(hosts[^1].Url);
        var questions = queries.Run(asking.Token);
        var (sent, cpu) = (fleet.Sent, Cpu(hosts));
        await Look(fleet, Seconds);
        (sent, cpu) = (fleet.Sent - sent, Cpu(hosts) - cpu);
        await asking.CancelAsync();
        await questions;
        double[] waited = [.. queries.Milliseconds.Order()];
        return new IngestFigures(
            processes, sent * Types / cpu, (double)(Resident(hosts) - idle) / processes, waited[waited.Length / 2], waited[waited.Length * 99 / 100])
        {
            Cores = cpu / Seconds,
            Rate = (double)sent / Seconds,
            Dropped = fleet.Dropped,
        };
    }

    private static double Cpu(IReadOnlyList<HostProcess> hosts) => hosts.Sum(host => host.ProcessorTime.TotalSeconds);

    private static long Resident(IReadOnlyList<HostProcess> hosts) => hosts.Sum(host => host.ResidentBytes);

    private async Task Look(LoadFleet fleet, double seconds)
    {
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await fleet.Look(Rate, ending.Token);
    }
}
