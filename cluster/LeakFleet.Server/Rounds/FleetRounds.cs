using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Rounds;

/// <summary>
/// Alerts, reports and their delivery, for a host that says when they begin and end: of several servers of a fleet one runs them at a time, the others show what that one
/// has stored.
/// </summary>
public sealed class FleetRounds : IRoundCommands, IDisposable
{
    private const string Silent = "the server that runs alerts and reports does not answer; another takes over if it is gone";

    private readonly DeliveryDesk _deliveries;
    private readonly DeliveryService _delivery;
    private readonly AlertDesk _alerts;
    private readonly AlertService _alerting;
    private readonly ReportDesk _reports;
    private readonly ReportArchive _archive;
    private readonly AlertmanagerFeeds _feeds;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile RoundsHealth? _told;
    private bool _isRunning;

    internal FleetRounds(
        DeliveryDesk deliveries, DeliveryService delivery, AlertDesk alerts, AlertService alerting, ReportDesk reports, ReportArchive archive, AlertmanagerFeeds feeds) =>
        (_deliveries, _delivery, _alerts, _alerting, _reports, _archive, _feeds) = (deliveries, delivery, alerts, alerting, reports, archive, feeds);

    /// <summary>As this server knows it.</summary>
    public RoundsHealth Here => new(_alerts.RoundFault, _alerts.StoreFault, _reports.RoundFault, _archive.Fault, [.. Lanes().Select(ReceiverHealth.Of)]);

    /// <summary>As the server knows it that runs the rounds.</summary>
    public RoundsHealth Health
    {
        get
        {
            var here = Here;
            return _told is not { } told ? here : told with
            {
                AlertStoreFault = told.AlertStoreFault.Length > 0 ? told.AlertStoreFault : here.AlertStoreFault,
                ReportStoreFault = told.ReportStoreFault.Length > 0 ? told.ReportStoreFault : here.ReportStoreFault,
            };
        }
    }

    /// <summary>All receivers, as the server knows them that tells them.</summary>
    internal IReadOnlyList<LaneStatus> Receivers
    {
        get
        {
            var told = _told?.Receivers.ToDictionary(r => r.Receiver, StringComparer.Ordinal);
            return [.. Lanes().Select(lane => told is not null && told.TryGetValue(lane.Receiver, out var health) ? health.Over(lane) : lane)];
        }
    }

    /// <summary>Takes up what is stored and goes on from there.</summary>
    public Task Start() => InTurn(async () =>
    {
        if (_isRunning) return;
        _isRunning = true;
        _told = null;
        // In this order: what is posted needs its queues loaded, or it could be sent twice.
        await _delivery.StartAsync(CancellationToken.None);
        await _alerting.StartAsync(CancellationToken.None);
        await _archive.Load(CancellationToken.None);
    }, CancellationToken.None);

    public Task Stop(CancellationToken cancellation) => InTurn(async () =>
    {
        if (!_isRunning) return;
        _isRunning = false;
        await _alerting.StopAsync(cancellation);
        await _delivery.StopAsync(cancellation);
    }, cancellation);

    /// <summary>Makes the reports that are due; of those that were missed the last one of each schedule.</summary>
    public Task MakeReports(CancellationToken cancellation) => _reports.Round(cancellation);

    /// <summary>Shows what another server, which runs the rounds, has stored by now, and what it tells of itself.</summary>
    public Task Follow(RoundsHealth told, CancellationToken cancellation) => InTurn(async () =>
    {
        if (_isRunning) return;
        _told = told;
        foreach (var lane in _deliveries.Lanes) await lane.Load(cancellation);
        await _alerts.Load(cancellation);
        await _archive.Load(cancellation);
    }, cancellation);

    /// <summary>The server that runs the rounds told nothing: what is shown is as old as its last word.</summary>
    public Task Lose(CancellationToken cancellation) => InTurn(() =>
    {
        if (!_isRunning) _told = (_told ?? Here) with { AlertRoundFault = Silent, ReportRoundFault = Silent };
        return Task.CompletedTask;
    }, cancellation);

    public Task<bool> Silence(Silence silence, CancellationToken cancellation) => _alerts.Silence(silence, cancellation);

    public Task<bool> EndSilence(string id, CancellationToken cancellation) => _alerts.EndSilence(id, cancellation);

    public async Task<string?> RunReport(string schedule, CancellationToken cancellation) => (await _reports.RunNow(schedule, cancellation))?.Id;

    public async Task<bool> Retry(string receiver, string notice, CancellationToken cancellation) => await _deliveries.Revive(receiver, notice, cancellation);

    public void Dispose() => _turn.Dispose();

    private IEnumerable<LaneStatus> Lanes() => _deliveries.Lanes.Select(lane => lane.Status()).Concat(_feeds.All.Select(feed => feed.Status()));

    private async Task InTurn(Func<Task> change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }
}
