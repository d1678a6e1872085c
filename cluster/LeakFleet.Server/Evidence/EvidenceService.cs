using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Evidence;

/// <summary>Asks agents that are connected to this server for what holds the objects of new findings, each when it is elected.</summary>
internal sealed partial class EvidenceService(IFleet fleet, AgentReach agents, TimeProvider clock, ILogger<EvidenceService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly HashSet<EvidenceTurn> _sent = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Round(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task Round(CancellationToken cancellation)
    {
        try
        {
            var findings = await fleet.Findings(cancellation);
            if (findings.Count == 0) return;
            var turns = EvidenceElection.Turns(findings, await fleet.Processes(cancellation), clock.GetUtcNow());
            foreach (var turn in turns)
            {
                // Whose turn it is changes with every finding that comes or is answered, and may be somebody's who is connected to another server.
                if (_sent.Contains(turn) || !agents.CanAsk(turn.Process) || !await fleet.BeginLook(turn.Service, turn.Fingerprint, cancellation)) continue;
                if (!agents.TryAsk(new EvidenceRequest(turn.Process, turn.Type))) continue;
                ServerMetrics.EvidenceAsked.Add(1);
                LogAsked(turn.Process, Printable.Show(turn.Type));
                _sent.Add(turn);
            }

            // What is no longer anybody's turn will not come again.
            _sent.IntersectWith(turns);
        }
        catch (FleetUnavailableException e)
        {
            LogWaits(e.Message);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // One round that fails must not be the last.
            LogFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Process {Process} is asked what holds its objects of {Type}")]
    private partial void LogAsked(ProcessKey process, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody is asked for evidence until the next round: {Reason}")]
    private partial void LogWaits(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of asking for evidence failed")]
    private partial void LogFailed(Exception exception);
}
