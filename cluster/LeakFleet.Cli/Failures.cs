using LeakFleet.Agent.Shipping.Saving;
using LeakFleet.Database;
using LeakFleet.Fleet;
using LeakFleet.Server;

namespace LeakFleet.Cli;

/// <summary>Failures that are expected, as the one line a user reads.</summary>
internal static class Failures
{
    /// <summary>The line; null for what is no expected failure but a bug.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        CommandException or StartupException or StateStoreException or DatabaseException or OutboxException or PlatformNotSupportedException or ArgumentException => failure.Message,
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
