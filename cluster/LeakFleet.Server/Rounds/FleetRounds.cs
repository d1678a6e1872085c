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
    private readonly DeliveryDesk _deliveries;
    private readonly DeliveryService _delivery;
    private readonly AlertDesk _alerts;
    private readonly AlertService _alerting;
    private readonly ReportDesk _reports;
    private readonly ReportArchive _archive;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isRunning;

    internal FleetRounds(DeliveryDesk deliveries, DeliveryService delivery, AlertDesk alerts, AlertService alerting, ReportDesk reports, ReportArchive archive) =>
        (_deliveries, _delivery, _alerts, _alerting, _reports, _archive) = (deliveries, delivery, alerts, alerting, reports, archive);

    /// <summary>Takes up what is stored and goes on from there.</summary>
    public Task Start() => InTurn(async () =>
    {
        if (_isRunning) return;
        _isRunning = true;
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

    /// <summary>Shows what another server, which runs the rounds, has stored by now.</summary>
    public Task Follow(CancellationToken cancellation) => InTurn(async () =>
    {
        if (_isRunning) return;
        foreach (var lane in _deliveries.Lanes) await lane.Load(cancellation);
        await _alerts.Load(cancellation);
        await _archive.Load(cancellation);
    }, cancellation);

    public Task<bool> Silence(Silence silence, CancellationToken cancellation) => _alerts.Silence(silence, cancellation);

    public Task<bool> EndSilence(string id, CancellationToken cancellation) => _alerts.EndSilence(id, cancellation);

    public async Task<string?> RunReport(string schedule, CancellationToken cancellation) => (await _reports.RunNow(schedule, cancellation))?.Id;

    public async Task<bool> Retry(string receiver, string notice, CancellationToken cancellation) => await _deliveries.Revive(receiver, notice, cancellation);

    public void Dispose() => _turn.Dispose();

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
