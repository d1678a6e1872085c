using LeakFleet.Fleet;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Alerts;

/// <summary>
/// One round after the other: ask the fleet, step the book, save it, hand what is to be told to the receivers' queues. A decision is saved before it is
/// handed on, so a crash at any point repeats a handing-on, which the queues notice, and never a decision.
/// </summary>
internal sealed partial class AlertDesk(
    IFleet fleet, AlertOptions options, IDocumentStore store, DeliveryDesk deliveries, TimeProvider clock, ILogger<AlertDesk> log) : IDisposable
{
    private const string Document = "alerts";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private SilenceList _silences = new(options.SilencesMax);
    private AlertBook _book = new(options);
    private volatile IReadOnlyList<Alert> _shown = [];
    private volatile string _storeFault = "";
    private volatile string _roundFault = "";
    private bool _isSaved = true;

    /// <summary>As of the last round: firing ones first, the newest first.</summary>
    public IReadOnlyList<Alert> Alerts => _shown;

    /// <summary>Why the alerts are kept in memory only; empty while they are saved.</summary>
    public string StoreFault => _storeFault;

    /// <summary>Why the last round did not see the whole fleet, so that the alerts are those of an earlier one; empty when it did.</summary>
    public string RoundFault => _roundFault;

    /// <summary>Something may have to be told to an Alertmanager.</summary>
    public event Action? Changed;

    public async Task Load(CancellationToken cancellation)
    {
        try
        {
            var stored = await store.Read(Document, cancellation);
            _storeFault = "";
            if (stored is not { } bytes) return;
            if (AlertState.Parse(bytes) is not { } state)
            {
                LogDamaged();
                return;
            }

            await _turn.WaitAsync(cancellation);
            try
            {
                (_book, _silences) = (AlertBook.Load(state, options), new SilenceList(options.SilencesMax));
                foreach (var silence in state.Silences) _silences.Add(silence, clock.GetUtcNow());
                Show();
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (IOException e)
        {
            NoteStoreFault(e);
        }
    }

    /// <exception cref="FleetUnavailableException">Nothing is decided by half a fleet: a leak that cannot be seen is not gone.</exception>
    public async Task Round(CancellationToken cancellation)
    {
        try
        {
            await Step(cancellation);
            _roundFault = "";
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _roundFault = e is FleetUnavailableException ? e.Message : "it failed, and the log of the server says why";
            throw;
        }
    }

    public async Task<IReadOnlyList<Silence>> Silences(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return [.. _silences.All.Where(s => s.EndsAt > clock.GetUtcNow())];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>False when there are too many.</summary>
    public async Task<bool> Silence(Silence silence, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_silences.Add(silence, clock.GetUtcNow())) return false;
            _isSaved = false;
            await Save(cancellation);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<bool> EndSilence(string id, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_silences.Remove(id)) return false;
            _isSaved = false;
            await Save(cancellation);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task Step(CancellationToken cancellation)
    {
        var findings = await fleet.Findings(cancellation);
        var processes = NeedsProcesses() ? await fleet.Processes(cancellation) : [];
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            var part = new FleetPart(processes, findings, []);
            var silences = Active(now);
            var refused = _book.RefusedCount;
            _isSaved &= !_book.Step(now, findings, finding => AlertRouting.Of(
                options.Routes, route => ItemMatch.Matches(route.Filter, finding, part), silences.Exists(s => ItemMatch.Matches(s, finding, part))));
            if (_book.RefusedCount > refused) ServerMetrics.AlertsRefused.Add(_book.RefusedCount - refused);
            _isSaved &= !_silences.Expire(now);
            await Save(cancellation);
            await HandOn(cancellation);
            Show();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The processes of a large fleet are asked for only where a filter looks at them.</summary>
    private bool NeedsProcesses() => options.Routes.Any(r => !r.Filter.IsEmpty) || _silences.All.Count > 0;

    private List<QueryFilter> Active(DateTimeOffset now) =>
        [.. _silences.ActiveAt(now).Select(s => QueryFilter.Parse(s.Match, QueryTarget.Findings, out _)).OfType<QueryFilter>()];

    private async Task HandOn(CancellationToken cancellation)
    {
        if (_book.Unposted.Count == 0) return;
        AlertEvent[] events = [.. _book.Unposted];
        foreach (var group in events.GroupBy(e => e.Receiver, StringComparer.Ordinal))
            await deliveries.Post(group.Key, [.. group.Select(e => new Notice(e.Id, e.AlertId, e.At) { Alert = e.Notice })], cancellation);
        _book.Posted(events);
        _isSaved = false;
        Changed?.Invoke();
    }

    private async Task Save(CancellationToken cancellation)
    {
        if (_isSaved) return;
        try
        {
            await store.Write(Document, _book.Save(_silences.All).ToBytes(), cancellation);
            _isSaved = true;
            _storeFault = "";
        }
        catch (IOException e)
        {
            // To tell twice after a crash is better than not to tell at all because a disk is full.
            NoteStoreFault(e);
        }
    }

    private void NoteStoreFault(IOException e)
    {
        ServerMetrics.DocumentFailures.Add(1);
        var fault = Printable.Show(e.Message.ReplaceLineEndings(" "));
        if (_storeFault != fault) LogStore(fault);
        _storeFault = fault;
    }

    private void Show() => _shown =
    [
        .. _book.Alerts.OrderBy(a => a.Phase switch { AlertPhase.Firing => 0, AlertPhase.Pending => 1, _ => 2 })
            .ThenByDescending(a => a.PhaseSince).ThenBy(a => a.Id, StringComparer.Ordinal),
    ];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts are kept in memory only: {Fault}")]
    private partial void LogStore(string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored alerts cannot be read; they begin anew")]
    private partial void LogDamaged();
}
