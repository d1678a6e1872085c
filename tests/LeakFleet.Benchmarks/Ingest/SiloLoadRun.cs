using System.Diagnostics;
using LeakFleet.FleetSimulator.Load;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>Silos under the load of agents over real connections, and somebody who asks meanwhile. Everything counts that a silo does: connections, frames, grains, writes.</summary>
internal static class SiloLoadRun
{
    /// <summary>The first look brings all names, and begins the grains.</summary>
    private const int LooksBefore = 2;

    public static async Task<IngestFigures> Measure(string program, int silos, int processes, int types, double rate, int seconds, int writeSeconds)
    {
        await using var running = await RunningSilos.Start(program, silos, writeSeconds);
        var idle = running.ResidentBytes;
        await using var fleet = new LoadFleet(running.Servers, processes, types);
        await Look(fleet, rate, TimeSpan.FromSeconds(LooksBefore * processes / rate + 5));

        using var asking = new CancellationTokenSource();
        using var queries = new HttpQueries(running.Servers[^1]);
        var questions = queries.Run(asking.Token);
        var (sent, cpu) = (fleet.Sent, running.ProcessorTime);
        await Look(fleet, rate, TimeSpan.FromSeconds(seconds));
        (sent, cpu) = (fleet.Sent - sent, running.ProcessorTime - cpu);
        await asking.CancelAsync();
        await questions;
        var bytes = (double)(running.ResidentBytes - idle) / processes;
        double[] waited = [.. queries.Milliseconds.Order()];
        return new IngestFigures(processes, sent * types / cpu.TotalSeconds, bytes, waited[waited.Length / 2], waited[waited.Length * 99 / 100])
        {
            Cores = cpu.TotalSeconds / seconds,
            Rate = (double)sent / seconds,
            Dropped = fleet.Dropped,
        };
    }

    private static async Task Look(LoadFleet fleet, double rate, TimeSpan time)
    {
        using var ending = new CancellationTokenSource(time);
        await fleet.Look(rate, ending.Token);
    }
}
