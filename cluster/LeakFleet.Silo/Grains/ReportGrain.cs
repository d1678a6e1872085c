using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Rounds;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace LeakFleet.Silo.Grains;

/// <summary>
/// The rounds of alerts and reports, once for the whole cluster: a shell that begins and ends them on the silo it is on. A reminder makes the reports that are due, and
/// brings the grain back elsewhere when its silo is gone. Of two that a partition makes, the one that began later writes, and the other gives way.
/// </summary>
[Reentrant]
internal sealed partial class ReportGrain(FleetRounds rounds, TimeProvider time, IServiceProvider services, ILogger<ReportGrain> log) : Grain, IReportGrain, IRemindable
{
    private const string Reminder = "rounds";

    /// <summary>Schedules go by the minute.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>A silo that has told nothing for so long is gone, and its agents are elsewhere.</summary>
    private static readonly TimeSpan ToldMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (AgentStatus[] Agents, long At)> _agents = new(StringComparer.Ordinal);
    private DatabaseDocuments? _documents;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _documents = services.GetService<DatabaseDocuments>();
        if (_documents is not null)
        {
            await _documents.TakeTurn(cancellationToken);
            _documents.Superseded += GiveWay;
        }

        // Its loops are the silo's, not turns of this grain.
        await Task.Run(rounds.Start, cancellationToken);
        LogBegun(log);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _documents?.Superseded -= GiveWay;
        await Task.Run(() => rounds.Stop(cancellationToken), CancellationToken.None);
    }

    public async ValueTask Begin() => await this.RegisterOrUpdateReminder(Reminder, TimeSpan.Zero, Period);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        try
        {
            await rounds.MakeReports(CancellationToken.None);
        }
        catch (FleetUnavailableException exception)
        {
            LogWaits(log, exception.Message);
        }
    }

    public async ValueTask<bool> Silence(string id, string match, long startsAt, long endsAt, string comment) => await rounds.Silence(
        new Silence(id, match, DateTimeOffset.FromUnixTimeMilliseconds(startsAt), DateTimeOffset.FromUnixTimeMilliseconds(endsAt), comment), CancellationToken.None);

    public async ValueTask<bool> EndSilence(string id) => await rounds.EndSilence(id, CancellationToken.None);

    public async ValueTask<string?> RunReport(string schedule)
    {
        try
        {
            return await rounds.RunReport(schedule, CancellationToken.None);
        }
        catch (FleetUnavailableException exception)
        {
            // An exception that every silo can read; it passes, as any call that is not answered in time.
            throw new TimeoutException(exception.Message);
        }
    }

    public async ValueTask<bool> Retry(string receiver, string notice) => await rounds.Retry(receiver, notice, CancellationToken.None);

    public ValueTask<Immutable<RoundsHealth>> Health() => new(new Immutable<RoundsHealth>(rounds.Here));

    public ValueTask<Immutable<AgentStatus[]>> Agents(string silo, AgentStatus[] own)
    {
        _agents[silo] = (own, time.GetTimestamp());
        foreach (var (name, told) in _agents)
            if (time.GetElapsedTime(told.At) > ToldMax) _agents.Remove(name);
        return new(new Immutable<AgentStatus[]>([.. _agents.Where(told => told.Key != silo).SelectMany(told => told.Value.Agents)]));
    }

    private void GiveWay()
    {
        LogGivesWay(log);
        DeactivateOnIdle();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo runs the rounds of alerts and reports")]
    private static partial void LogBegun(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reports that are due wait for the next round: {Reason}")]
    private static partial void LogWaits(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another silo runs the rounds of alerts and reports by now; this one gives way")]
    private static partial void LogGivesWay(ILogger logger);
}
