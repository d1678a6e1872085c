using LeakFleet.Database;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Silo.Hosting;

/// <summary>Before a silo starts: whether its database can be used. What passes is waited for, and said; what somebody must mend ends the start.</summary>
internal static partial class DatabaseStart
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <exception cref="DatabaseException">The database cannot be used before somebody mends it.</exception>
    public static async Task Wait(SiloOptions options, ILogger log, CancellationToken stopping)
    {
        if (options.Database is not { } database) return;
        while (true)
        {
            try
            {
                await Schema.Check(database, stopping);
                await ClusterCheck.Check(database, options.Cluster, stopping);
                return;
            }
            catch (DatabaseException fault) when (fault.IsPassing)
            {
                LogWaiting(log, fault.Message, RetryInterval.TotalSeconds);
            }

            await Task.Delay(RetryInterval, stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}; trying again every {Seconds} s")]
    private static partial void LogWaiting(ILogger logger, string reason, double seconds);
}
