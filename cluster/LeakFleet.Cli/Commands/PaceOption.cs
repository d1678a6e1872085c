using System.CommandLine;
using LeakFleet.Detection;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--interval</c>, for every command that hosts an agent, a server or a silo.</summary>
internal static class PaceOption
{
    public static DurationOption Create() => new DurationOption(
        "--interval", SampleInterval.Usual, SampleInterval.Min, SampleInterval.Max,
        "Least time between two looks at a process; a verdict needs about twenty. Agent and server should be told the same");
}
