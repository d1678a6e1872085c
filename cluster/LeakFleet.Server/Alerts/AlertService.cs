using LeakFleet.Fleet;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Alerts;

/// <summary>Runs the rounds of the alerts for as long as the host runs.</summary>
internal sealed partial class AlertService(AlertDesk desk, AlertOptions options, TimeProvider clock, ILogger<AlertService> log) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await desk.Load(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, clock);
        do
        {
            try
            {
                await desk.Round(stoppingToken);
            }
            catch (FleetUnavailableException e)
            {
                ServerMetrics.AlertRoundsFailed.Add(1);
                LogWaits(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // One round that fails must not be the last.
                ServerMetrics.AlertRoundsFailed.Add(1);
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts stay as they are until the next round: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of the alerts failed")]
    private partial void LogFailed(Exception exception);
}
