using Microsoft.Extensions.Logging;

namespace LeakFleet.Cli.Hosting;

/// <summary>What a command's user reads on standard error while it runs.</summary>
internal static class LogLoudness
{
    /// <summary>One part alone: each event, connections among them.</summary>
    public static void Alone(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Information);

    /// <summary>Server and agent in one process: that they find each other is no news.</summary>
    public static void Together(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Information)
        .AddFilter("LeakFleet.Agent.Shipping", LogLevel.Warning)
        .AddFilter("LeakFleet.Server.Ingest", LogLevel.Warning);

    /// <summary>Under a display of its own: only what goes wrong.</summary>
    public static void UnderDisplay(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Warning);
}
