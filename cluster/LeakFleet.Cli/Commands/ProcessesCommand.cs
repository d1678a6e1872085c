using System.CommandLine;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Fleet;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet processes</c>: lists processes with their verdicts.</summary>
internal static class ProcessesCommand
{
    public static Command Create()
    {
        var list = new ListCommand(QueryTarget.Processes);
        var command = new Command("processes", "List processes with their verdicts.");
        list.AddTo(command);
        MoreHelp.AddTo(command, """
            leakfleet top shows the same live.

              leakfleet processes --sort limit                     nearest their memory limit first
              leakfleet processes service=checkout verdict=leak
              leakfleet processes --group node
            """);
        command.SetAction((parsed, cancellation) => list.RunAsync(parsed, cancellation));
        return command;
    }
}
