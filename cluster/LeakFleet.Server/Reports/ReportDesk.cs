using System.Globalization;
using LeakFleet.Fleet;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Reports;

/// <summary>Makes the reports that are due, keeps them, and hands them to the receivers' queues. One round at a time; who calls it decides how often.</summary>
internal sealed class ReportDesk(
    IFleet fleet, AgentRegistry agents, ReportOptions options, ReportArchive archive, DeliveryDesk deliveries, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile string _roundFault = "";

    /// <summary>Why the last round made nothing of what was due; empty when it did, or nothing was.</summary>
    public string RoundFault => _roundFault;

    public IReadOnlyList<ReportSchedule> Schedules => options.Schedules;

    /// <summary>Makes what is due. What was missed while nothing ran is made once.</summary>
    /// <exception cref="FleetUnavailableException">Nothing is told of half a fleet: what is due stays due.</exception>
    public async Task Round(CancellationToken cancellation)
    {
        try
        {
            await MakeDue(cancellation);
            _roundFault = "";
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            ServerMetrics.ReportRoundsFailed.Add(1);
            _roundFault = e is FleetUnavailableException ? e.Message : "the last round failed, and the log of the server says why";
            throw;
        }
    }

    /// <summary>Makes one now, whatever the schedule says; null when there is no such schedule.</summary>
    /// <exception cref="FleetUnavailableException">It would be of half a fleet.</exception>
    public async Task<Report?> RunNow(string name, CancellationToken cancellation)
    {
        if (options.Schedules.FirstOrDefault(s => s.Name == name) is not { } schedule) return null;
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            return await Make(schedule, now.ToString("yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture) + ReportEntry.ByHandEnding, true, now, now, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task MakeDue(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            foreach (var schedule in options.Schedules)
            {
                if (!archive.Index.MadeFor.TryGetValue(schedule.Name, out var madeFor))
                {
                    // A schedule that is new has missed nothing.
                    await archive.Served(schedule.Name, now, cancellation);
                    continue;
                }

                if (schedule.DueAt(madeFor, now) is not { } dueAt) continue;
                await Make(schedule, dueAt.ToString("yyyyMMdd't'HHmm'z'", CultureInfo.InvariantCulture), false, dueAt, now, cancellation);
                await archive.Served(schedule.Name, dueAt, cancellation);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Report> Make(ReportSchedule schedule, string stamp, bool isByHand, DateTimeOffset toAt, DateTimeOffset now, CancellationToken cancellation)
    {
        var part = new FleetPart(await fleet.Processes(cancellation), await fleet.Findings(cancellation), []);
        var id = $"{schedule.Name}-{stamp}";
        var previous = await archive.Latest(schedule.Name, isByHand, cancellation);
        // Made again after a crash: it must not compare with itself.
        if (previous?.Id == id) return await Post(schedule, previous, cancellation);
        var report = ReportComposer.Compose(schedule, id, toAt, now, part, agents.List(), previous);
        await archive.Add(report, cancellation);
        ServerMetrics.ReportsMade.Add(1, new KeyValuePair<string, object?>("schedule", schedule.Name));
        ServerMetrics.ReportFindingsForgotten.Add(report.Counts.Open - report.Open!.Count);
        return await Post(schedule, report, cancellation);
    }

    private async Task<Report> Post(ReportSchedule schedule, Report report, CancellationToken cancellation)
    {
        foreach (var receiver in schedule.Receivers)
            await deliveries.Post(receiver, [new Notice($"{report.Id}-{receiver}", report.Id, report.MadeAt) { ReportId = report.Id }], cancellation);
        return report;
    }
}
