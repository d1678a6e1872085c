using System.CommandLine;

namespace LeakFleet.Cli.Hosting;

/// <summary><c>--config FILE</c>, for the commands that host a server.</summary>
internal static class ConfigOption
{
    public static Option<string?> Create() => new("--config")
    {
        HelpName = "file",
        Description = "File with receivers, alerts and reports (JSON, comments allowed; see docs/operations.md); read once, at the start",
    };
}
