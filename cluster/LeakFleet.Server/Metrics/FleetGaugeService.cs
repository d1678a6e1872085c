using LeakFleet.Fleet;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Metrics;

/// <summary>Keeps the fleet's metrics fresh, so that a reader costs the fleet nothing however often it asks.</summary>
internal sealed partial class FleetGaugeService(FleetGauges gauges, IHostApplicationLifetime host, TimeProvider clock, ILogger<FleetGaugeService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A fleet of several servers is there once this one is one of them.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await gauges.Refresh(stoppingToken);
            }
            catch (FleetUnavailableException e)
            {
                LogWaits(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The fleet's metrics stay as they are: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fleet's metrics could not be renewed")]
    private partial void LogFailed(Exception exception);
}
