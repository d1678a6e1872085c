using System.Diagnostics.Metrics;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Metrics;

/// <summary>
/// The fleet itself as metrics: what leaks, how fast, until when. Bounded: the most urgent findings by name, the fastest services, and the rest only in sums.
/// </summary>
internal sealed class FleetGauges : IDisposable
{
    public const string MeterName = "LeakFleet.Server.Fleet";

    private const int FindingsMax = 100;
    private const int ServicesMax = 100;
    private const double SecondsPerHour = 3600;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Meter _meter;
    private readonly IFleet _fleet;
    private readonly AgentRegistry _agents;
    private readonly AlertDesk _alerts;
    private readonly DeliveryDesk _deliveries;
    private readonly AlertmanagerFeeds _feeds;
    private readonly TimeProvider _clock;
    private volatile IReadOnlyList<ProcessSummary> _processes = [];
    private volatile IReadOnlyList<FleetFinding> _findings = [];
    private long _seenAt;

    public FleetGauges(IFleet fleet, AgentRegistry agents, AlertDesk alerts, DeliveryDesk deliveries, AlertmanagerFeeds feeds, TimeProvider clock)
    {
        (_fleet, _agents, _alerts, _deliveries, _feeds, _clock) = (fleet, agents, alerts, deliveries, feeds, clock);
        _seenAt = clock.GetUtcNow().UtcTicks;
        _meter = new Meter(new MeterOptions(MeterName) { Scope = agents });
        _meter.CreateObservableGauge("leakfleet.processes", Processes, "{process}", "Processes that run, by verdict");
        _meter.CreateObservableGauge("leakfleet.findings.open", Open, "{finding}", "Leaks that are open, by kind");
        _meter.CreateObservableGauge("leakfleet.finding.growth", Growth, "By/s", "Growth of one replica, of the most urgent findings");
        _meter.CreateObservableGauge("leakfleet.finding.items.per_hour", ItemGrowth, "{item}/h", "Growth of one replica in what is counted, such as threads or handles, of the most urgent findings of that");
        _meter.CreateObservableGauge("leakfleet.finding.replicas", Replicas, "{process}", "Replicas that have the finding, of the most urgent ones");
        _meter.CreateObservableGauge("leakfleet.finding.limit", Limit, "s", "Time until the first replica reaches its memory limit, of the most urgent findings that have one");
        _meter.CreateObservableGauge("leakfleet.finding.info", Infos, null, "Always 1; its labels are what the most urgent findings are of now");
        _meter.CreateObservableGauge("leakfleet.service.growth", ServiceGrowth, "By/s", "Growth by leaks over all replicas of a service, of the fastest services");
        _meter.CreateObservableGauge("leakfleet.view.age", ViewAge, "s", "Time since the whole fleet was seen last: what is told of its processes and findings is as old");
        _meter.CreateObservableGauge("leakfleet.agents", Agents, "{agent}", "Agents, by whether they are connected");
        _meter.CreateObservableGauge("leakfleet.agent.silence", Silence, "s", "Longest time since the last frame of an agent that is connected");
        _meter.CreateObservableGauge("leakfleet.agents.troubled", Troubled, "{agent}", "Agents that are connected and say that something stands in their way; the page of agents says what");
        _meter.CreateObservableGauge("leakfleet.agents.walk.budget.used", BudgetUsed, null, "Heap walks' processor time as a part of what they may take, of the agent that uses most of it");
        _meter.CreateObservableGauge("leakfleet.messages.dropped", Dropped, "{message}", "Messages that agents had to drop, of the processes that are known");
        _meter.CreateObservableGauge("leakfleet.alerts", Alerts, "{alert}", "Alerts, by phase");
        _meter.CreateObservableGauge("leakfleet.dead_letters", DeadLetters, "{notice}", "Notices that were given up, by receiver");
        _meter.CreateObservableGauge("leakfleet.receiver.failing", Failing, null, "1 while there is something to tell a receiver and the last try failed");
        _meter.CreateObservableGauge("leakfleet.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", ServerVersion.Text)), null, "Always 1; the version is its label");
    }

    /// <summary>Looks at the fleet; what is exposed until the next look is of this moment.</summary>
    /// <exception cref="FleetUnavailableException">Not all of it can be seen: what was seen before stays.</exception>
    public async Task Refresh(CancellationToken cancellation)
    {
        // One after the other, or a look that began earlier could replace what a later one saw.
        await _turn.WaitAsync(cancellation);
        try
        {
            var (processes, findings) = (await _fleet.Processes(cancellation), await _fleet.Findings(cancellation));
            (_processes, _findings) = (processes, findings);
            Volatile.Write(ref _seenAt, _clock.GetUtcNow().UtcTicks);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _turn.Dispose();
    }

    private IEnumerable<Measurement<long>> Processes() =>
        Enum.GetValues<Verdict>().Select(verdict => Of(_processes.Count(p => !p.Exited && p.Verdict == verdict), ("verdict", Words.Of(verdict))));

    private IEnumerable<Measurement<long>> Open() => _findings.GroupBy(f => f.Kind, StringComparer.Ordinal).Select(g => Of(g.Count(), ("kind", g.Key)))
        .DefaultIfEmpty(Of(0, ("kind", FindingKind.ManagedType)));

    private IEnumerable<Measurement<double>> Growth() => Urgent().Where(f => double.IsFinite(f.BytesPerHour)).Select(f => Of(f, f.BytesPerHour / SecondsPerHour));

    private IEnumerable<Measurement<double>> ItemGrowth() => Urgent().Where(f => CountedRate.PerHour(f) is not null).Select(f => Of(f, CountedRate.PerHour(f)!.Value));

    private IEnumerable<Measurement<double>> Replicas() => Urgent().Select(f => Of(f, f.Processes.Count));

    private IEnumerable<Measurement<double>> Limit() =>
        Urgent().Where(f => f.HoursToLimit is { } hours && double.IsFinite(hours)).Select(f => Of(f, f.HoursToLimit!.Value * SecondsPerHour));

    private IEnumerable<Measurement<double>> ServiceGrowth() => _findings.GroupBy(f => f.Service, StringComparer.Ordinal)
        .Select(g => (Service: g.Key, Rate: g.Where(f => f.BytesPerHour > 0 && double.IsFinite(f.BytesPerHour)).Sum(f => f.BytesPerHour * f.Processes.Count) / SecondsPerHour))
        .OrderByDescending(s => s.Rate).Take(ServicesMax)
        .Select(s => new Measurement<double>(s.Rate, new KeyValuePair<string, object?>("service", Printable.Show(s.Service))));

    private double ViewAge() => TimeSpan.FromTicks(Math.Max(0, _clock.GetUtcNow().UtcTicks - Volatile.Read(ref _seenAt))).TotalSeconds;

    private IEnumerable<Measurement<long>> Agents()
    {
        var agents = _agents.List();
        var connected = agents.Count(a => a.Connected);
        return [Of(connected, ("state", "connected")), Of(agents.Count - connected, ("state", "missing"))];
    }

    private double Silence()
    {
        var now = _clock.GetUtcNow();
        return _agents.List().Where(a => a.Connected).Select(a => (now - (a.LastFrameAt ?? a.ConnectedAt)).TotalSeconds).DefaultIfEmpty(0).Max();
    }

    private long Troubled() => Reports().Count(r => r.Trouble.Length > 0);

    private double BudgetUsed() => Reports().Where(r => r.WalkBudgetMicroseconds > 0).Select(r => (double)r.WalkMicroseconds / r.WalkBudgetMicroseconds).DefaultIfEmpty(0).Max();

    private IEnumerable<AgentReport> Reports() => _agents.List().Where(a => a.Connected).Select(a => a.Report).OfType<AgentReport>();

    private long Dropped() => _processes.Sum(p => p.DroppedMessages);

    private IEnumerable<Measurement<long>> Alerts()
    {
        var alerts = _alerts.Alerts;
        return
        [
            Of(alerts.Count(a => a.Phase == AlertPhase.Pending), ("phase", "pending")),
            Of(alerts.Count(a => a.Phase == AlertPhase.Firing), ("phase", "firing")),
            Of(alerts.Count(a => a.Phase == AlertPhase.Resolved), ("phase", "resolved")),
        ];
    }

    private IEnumerable<Measurement<long>> DeadLetters() =>
        _deliveries.Lanes.Select(l => Of(l.Status().DeadLetters.Count, ("receiver", l.Receiver.Name)));

    /// <summary>Of every receiver: an Alertmanager has no queue that would show it.</summary>
    private IEnumerable<Measurement<long>> Failing() => _deliveries.Lanes.Select(l => l.Status()).Concat(_feeds.All.Select(f => f.Status()))
        .Select(s => Of(s.IsFailing ? 1 : 0, ("receiver", s.Receiver)));

    private IEnumerable<Measurement<long>> Infos() => Urgent().Select(f => new Measurement<long>(1, FindingLabels.Now(f)));

    /// <summary>The list is in that order.</summary>
    private IEnumerable<FleetFinding> Urgent() => _findings.Take(FindingsMax);

    private static Measurement<double> Of(FleetFinding finding, double value) => new(value, FindingLabels.Of(finding));

    private static Measurement<long> Of(long value, (string Name, string Value) label) => new(value, new KeyValuePair<string, object?>(label.Name, label.Value));
}
