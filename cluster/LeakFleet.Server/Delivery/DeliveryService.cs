using LeakFleet.Server.Alerts;
using Microsoft.Extensions.Hosting;

namespace LeakFleet.Server.Delivery;

/// <summary>Runs every lane and every feed, each by itself, for as long as the host runs. Started before whatever posts.</summary>
internal sealed class DeliveryService(DeliveryDesk desk, AlertmanagerFeeds feeds) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in desk.Lanes) await lane.Load(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(desk.Lanes.Select(lane => lane.Run(stoppingToken)).Concat(feeds.All.Select(feed => feed.Run(stoppingToken))));
}
