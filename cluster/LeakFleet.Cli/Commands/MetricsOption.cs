using System.CommandLine;
using LeakFleet.Server;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--metrics ADDRESS:PORT</c>, for an agent without a server beside it.</summary>
internal static class MetricsOption
{
    public static Option<string?> Create() => new("--metrics")
    {
        HelpName = "address:port",
        Description = "Where to show the agent's own metrics to Prometheus, under /metrics; a loopback address; nowhere unless given",
        Validators =
        {
            result =>
            {
                if (!ListenAddress.TryParse(result.GetValueOrDefault<string?>(), out _, out var fault)) result.AddError($"--metrics: {fault}");
            },
        },
    };
}
