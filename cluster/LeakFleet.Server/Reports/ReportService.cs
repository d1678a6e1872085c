using LeakFleet.Fleet;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Reports;

/// <summary>Runs the rounds of the reports for as long as the host runs.</summary>
internal sealed partial class ReportService(ReportDesk desk, ReportArchive archive, ReportOptions options, TimeProvider clock, ILogger<ReportService> log) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await archive.Load(cancellationToken);
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
                LogWaits(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reports that are due wait for the next round: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of the reports failed")]
    private partial void LogFailed(Exception exception);
}
