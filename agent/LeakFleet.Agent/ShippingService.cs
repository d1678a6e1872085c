using LeakFleet.Agent.Shipping;
using Microsoft.Extensions.Hosting;

namespace LeakFleet.Agent;

/// <summary>Runs the shipper as long as the host runs.</summary>
internal sealed class ShippingService(Shipper shipper) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => shipper.RunAsync(stoppingToken);
}
