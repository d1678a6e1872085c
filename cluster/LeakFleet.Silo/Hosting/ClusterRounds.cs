using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Rounds;
using LeakFleet.Silo.Contracts;

namespace LeakFleet.Silo.Hosting;

/// <summary>What people tell the rounds through this silo, handed to the grain that runs them; then shown here as that one has stored it.</summary>
internal sealed class ClusterRounds(IGrainFactory grains, FleetRounds rounds) : IRoundCommands
{
    private IReportGrain Grain => grains.GetGrain<IReportGrain>(0);

    public Task<bool> Silence(Silence silence, CancellationToken cancellation) => Told(
        Grain.Silence(silence.Id, silence.Match, silence.StartsAt.ToUnixTimeMilliseconds(), silence.EndsAt.ToUnixTimeMilliseconds(), silence.Comment), cancellation);

    public Task<bool> EndSilence(string id, CancellationToken cancellation) => Told(Grain.EndSilence(id), cancellation);

    public Task<string?> RunReport(string schedule, CancellationToken cancellation) => Told(Grain.RunReport(schedule), cancellation);

    public Task<bool> Retry(string receiver, string notice, CancellationToken cancellation) => Told(Grain.Retry(receiver, notice), cancellation);

    private async Task<T> Told<T>(ValueTask<T> telling, CancellationToken cancellation)
    {
        try
        {
            var answer = await telling;
            await rounds.Follow((await Grain.Health()).Value, cancellation);
            return answer;
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            throw new FleetUnavailableException("The silo that runs alerts and reports, or a part of the index that it asks, did not answer in time", exception);
        }
    }
}
