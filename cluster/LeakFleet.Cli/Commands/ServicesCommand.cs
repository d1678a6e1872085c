using System.CommandLine;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Fleet;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet services</c>: lists services with their replicas, leaks and memory.</summary>
internal static class ServicesCommand
{
    public static Command Create()
    {
        var list = new ListCommand(QueryTarget.Services);
        var command = new Command("services", "List services with their replicas, leaks and memory.");
        list.AddTo(command);
        MoreHelp.AddTo(command, """
            Versions are shown with the replicas that leak of those there are: 1.4.0 2/3.

              leakfleet services --sort growth
              leakfleet services namespace=shop --csv
            """);
        command.SetAction((parsed, cancellation) => list.RunAsync(parsed, cancellation));
        return command;
    }
}
