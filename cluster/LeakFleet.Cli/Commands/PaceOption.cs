using System.CommandLine;
using LeakFleet.Cli.Hosting;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--interval</c>, for every command that hosts an agent or a server.</summary>
internal static class PaceOption
{
    public static DurationOption Create() => new DurationOption(
        "--interval", Settings.UsualInterval, Settings.IntervalMin, Settings.IntervalMax,
        "Least time between two looks at a process; a verdict needs about twenty. Agent and server should be told the same");
}
