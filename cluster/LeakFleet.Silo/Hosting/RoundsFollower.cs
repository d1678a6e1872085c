using LeakFleet.Server.Ingest;
using LeakFleet.Server.Rounds;
using LeakFleet.Silo.Contracts;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace LeakFleet.Silo.Hosting;

/// <summary>
/// Sees to it that the rounds of alerts and reports run somewhere in the cluster, shows here what they stored, and tells the others which agents are connected to this silo.
/// </summary>
internal sealed class RoundsFollower(IGrainFactory grains, ILocalSiloDetails silo, FleetRounds rounds, ConnectedAgents agents, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isBegun = false;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    var grain = grains.GetGrain<IReportGrain>(0);
                    if (!isBegun) await grain.Begin();
                    isBegun = true;
                    agents.Elsewhere = (await grain.Agents(silo.SiloAddress.ToParsableString(), [.. agents.Here])).Value;
                    await rounds.Follow((await grain.Health()).Value, stoppingToken);
                }
                catch (Exception exception) when (IsPassing(exception) && !stoppingToken.IsCancellationRequested)
                {
                    // The grain begins elsewhere, or the database comes back: the next time will do.
                    SiloMetrics.RoundsUnreachable.Add(1);
                    await rounds.Lose(stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private static bool IsPassing(Exception exception) =>
        exception is TimeoutException or OrleansException or IOException or System.Data.Common.DbException or OperationCanceledException;
}
