using System.Text.Json;
using LeakFleet.Server.Delivery;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Alerts;

/// <summary>
/// Tells one Alertmanager, again and again, everything that fires and what ended lately, as Prometheus does. It keeps no queue: what one call failed to tell
/// the next one tells, and Alertmanager drops what it knows. So nothing is lost or doubled by a crash of either side.
/// </summary>
internal sealed partial class AlertmanagerFeed(
    ReceiverOptions receiver, HttpWay http, AlertOptions options, Uri? externalUrl, Func<IReadOnlyList<Alert>> alerts, TimeProvider clock, ILogger log)
{
    private const int AlertsPerCall = 100;

    /// <summary>Calls that may fail in a row before what fires counts as resolved there.</summary>
    private const int CallsPerLife = 4;

    /// <summary>Ended alerts are told for so long: an Alertmanager that restarts meanwhile still hears of it.</summary>
    private static readonly TimeSpan EndToldFor = TimeSpan.FromMinutes(15);

    private readonly Nudge _news = new(clock);
    private readonly Lock _gate = new();
    private long _deliveredCount;
    private long _failedCount;
    private string _lastFault = "";
    private DateTimeOffset? _lastDeliveredAt;
    private bool _hasNews;

    private KeyValuePair<string, object?> Tag => new("receiver", receiver.Name);

    public LaneStatus Status()
    {
        lock (_gate)
        {
            return new LaneStatus(receiver.Name, receiver.Kind, receiver.Target, 0, null, _deliveredCount, _failedCount, 0, [], _lastFault, _lastDeliveredAt, "")
            {
                IsFailing = _hasNews && _lastFault.Length > 0,
            };
        }
    }

    /// <summary>Something changed: it is told now rather than with the next round.</summary>
    public void Wake() => _news.Give();

    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                await Tell(cancellation);
                await _news.Wait(options.ResendInterval, cancellation);
            }
        }
        finally
        {
            // Who tells it from now on knows whether it hears.
            lock (_gate) _hasNews = false;
        }
    }

    private async Task Tell(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var due = alerts().Where(a => IsTold(a, now)).ToList();
        lock (_gate) _hasNews = due.Count > 0;
        foreach (var chunk in due.Chunk(AlertsPerCall))
        {
            IReadOnlyList<AlertmanagerAlert> told = [.. chunk.Select(a => AlertmanagerAlert.Of(a, now + (CallsPerLife * options.ResendInterval), externalUrl))];
            var json = JsonSerializer.SerializeToUtf8Bytes(told, AlertmanagerJson.Default.IReadOnlyListAlertmanagerAlert);
            DeliveryOutcome outcome;
            try
            {
                outcome = await http.Post(receiver, json, null, cancellation, "api/v2/alerts");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogBug(receiver.Name, e);
                outcome = DeliveryOutcome.TryLater($"internal error: {e.GetType().Name}");
            }

            Note(outcome);
            // The rest would meet the same; the next round tells all of them.
            if (outcome.Fault is not null) return;
        }
    }

    private bool IsTold(Alert alert, DateTimeOffset now) => alert.Told.ContainsKey(receiver.Name) && alert switch
    {
        { Phase: AlertPhase.Firing, IsSilenced: false } => true,
        { Phase: AlertPhase.Resolved } => now - alert.PhaseSince < EndToldFor,
        _ => false,
    };

    private void Note(DeliveryOutcome outcome)
    {
        lock (_gate)
        {
            if (outcome.Fault is null)
            {
                _deliveredCount++;
                _lastFault = "";
                _lastDeliveredAt = clock.GetUtcNow();
                ServerMetrics.NoticesDelivered.Add(1, Tag);
                return;
            }

            _failedCount++;
            ServerMetrics.NoticesFailed.Add(1, Tag);
            if (_lastFault != outcome.Fault) LogFailed(receiver.Name, outcome.Fault);
            _lastFault = outcome.Fault;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver {Receiver}: {Fault}; told again with the next round")]
    private partial void LogFailed(string receiver, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Receiver {Receiver}: telling failed")]
    private partial void LogBug(string receiver, Exception exception);
}
