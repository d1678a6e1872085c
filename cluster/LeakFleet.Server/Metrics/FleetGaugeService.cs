using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Metrics;

/// <summary>Keeps the fleet's metrics fresh, so that a reader costs the fleet nothing however often it asks.</summary>
internal sealed partial class FleetGaugeService(FleetGauges gauges, TimeProvider clock, ILogger<FleetGaugeService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await gauges.Refresh(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The fleet's metrics could not be renewed")]
    private partial void LogFailed(Exception exception);
}
