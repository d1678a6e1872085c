using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.Hosting;
using LeakFleet.Silo.State;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace LeakFleet.Silo.Grains;

/// <summary>
/// One part of the index: a shell around the findings and rows of whole services. It is written now and then, so that one that moves shows at once what it showed
/// before; what changed since then is told again by those it is about.
/// </summary>
internal sealed partial class FleetIndexGrain(
    [PersistentState("index", Storage.Name)] IPersistentState<StoredState> stored,
    SiloOptions options, TimeProvider time, GrainLinks links, ILogger<FleetIndexGrain> log) : Grain, IFleetIndexGrain
{
    private static readonly TimeSpan ExpireInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, ServiceRow> _services = new(StringComparer.Ordinal);
    private FleetIndex _index = null!;
    private ProcessIndex _processes = null!;
    private StateBatch<long> _state = null!;
    private FleetPart? _part;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await StoredState.Read(stored);
        var fleet = options.Server.Fleet;
        _index = new FleetIndex(fleet);
        _processes = new ProcessIndex(fleet, options.IndexRowsMax);
        if (stored.RecordExists) Load();
        _state = new StateBatch<long>(stored, links.Writes, () => (IndexState.Write(_services.Values, _processes.Rows), 0), _ => { }, links.Database, int.MaxValue);
        _state.Begin((write, due) => this.RegisterGrainTimer(write, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true }), options.IndexWriteInterval);
        this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(ExpireInterval, ExpireInterval));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _state.Flush().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public ValueTask UpdateProcesses(ProcessSummary[] rows, string[] removed)
    {
        foreach (var row in rows)
            if (!_processes.Update(row)) SiloMetrics.RowsRefused.Add(1);
        foreach (var process in removed)
            if (ProcessKey.TryParse(process, out var key)) _processes.Remove(key);
        return Changed();
    }

    public ValueTask UpdateService(ServiceRow row)
    {
        _services[row.Summary.Service] = row;
        _index.Update(row.Summary, row.Findings, row.Resolved);
        return Changed();
    }

    public ValueTask RemoveService(string service)
    {
        _services.Remove(service);
        _index.Remove(service);
        return Changed();
    }

    public ValueTask<string[]> ProcessesOf(string service) =>
        new([.. _processes.Rows.Where(row => row.Service == service).Select(row => row.Key.ToString())]);

    public ValueTask<Immutable<ProcessSummary[]>> Processes() => Answer<ProcessSummary[]>([.. _processes.Rows]);

    public ValueTask<Immutable<FleetFinding[]>> Findings() => Answer<FleetFinding[]>([.. _index.Findings()]);

    public ValueTask<Immutable<ServiceSummary[]>> Services() => Answer<ServiceSummary[]>([.. _index.Services()]);

    public ValueTask<Immutable<ResultPage<ProcessSummary>>> QueryProcesses(QueryMessage query) => Answer(FleetQueries.Processes(Part(), Read(query)));

    public ValueTask<Immutable<ResultPage<FleetFinding>>> QueryFindings(QueryMessage query) => Answer(FleetQueries.Findings(Part(), Read(query)));

    public ValueTask<Immutable<ResultPage<ServiceOverview>>> QueryServices(QueryMessage query) => Answer(FleetQueries.Services(Part(), Read(query)));

    public ValueTask<Immutable<PartSums<FleetType>>> SumTypes(QueryMessage query) =>
        Answer(new PartSums<FleetType> { Sums = [.. FleetQueries.TypeSums(Part(), Read(query))], Partial = [.. Part().Partial] });

    public ValueTask<Immutable<PartSums<QueryGroup>>> SumGroups(QueryMessage query) =>
        Answer(new PartSums<QueryGroup> { Sums = [.. FleetQueries.GroupSums(Part(), Read(query))], Partial = [.. Part().Partial] });

    private static ValueTask<Immutable<T>> Answer<T>(T answer) => new(new Immutable<T>(answer));

    private ListQuery Read(QueryMessage query) => query.Read(time.GetUtcNow());

    /// <summary>Made once for all questions between two changes.</summary>
    private FleetPart Part() => _part ??= new FleetPart([.. _processes.Rows], _index.All(), _index.Partial());

    private ValueTask Changed()
    {
        _part = null;
        _state.Changed();
        if (_state.IsLost) DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    private async Task Expire(CancellationToken cancellation)
    {
        foreach (var row in _processes.Expire(time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            await Changed();
            await GrainFactory.GetGrain<IProcessGrain>(row.Key.ToString()).Forget(row.LastSeenUnixMilliseconds);
        }
    }

    private void Load()
    {
        if (!IndexState.TryRead(stored.State.Bytes, out var services, out var rows))
        {
            SiloMetrics.StatesUnreadable.Add(1);
            LogUnreadable(log, this.GetPrimaryKeyLong());
            return;
        }

        foreach (var service in services)
        {
            _services[service.Summary.Service] = service;
            _index.Update(service.Summary, service.Findings, service.Resolved);
        }

        foreach (var row in rows) _processes.Update(row);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Part {Number} of the index cannot be read; it fills again as processes report")]
    private static partial void LogUnreadable(ILogger logger, long number);
}
