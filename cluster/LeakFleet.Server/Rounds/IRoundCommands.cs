using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Rounds;

/// <summary>What people tell the rounds of alerts and reports, wherever in the fleet those run: in this process, or in another of the cluster.</summary>
public interface IRoundCommands
{
    /// <summary>False when there are too many.</summary>
    Task<bool> Silence(Silence silence, CancellationToken cancellation);

    /// <summary>False when there is none of that identity.</summary>
    Task<bool> EndSilence(string id, CancellationToken cancellation);

    /// <summary>Makes a report now; its identity, null when there is no such schedule.</summary>
    Task<string?> RunReport(string schedule, CancellationToken cancellation);

    /// <summary>Tries a notice again that was given up; false when there is none of that identity.</summary>
    Task<bool> Retry(string receiver, string notice, CancellationToken cancellation);
}
