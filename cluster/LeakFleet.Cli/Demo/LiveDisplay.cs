using LeakFleet.Cli.Display;
using LeakFleet.Server.Api;
using Spectre.Console;

namespace LeakFleet.Cli.Demo;

/// <summary>The table of <c>leakfleet top</c>, under a heading that says what is going on.</summary>
internal sealed class LiveDisplay : IDemoDisplay
{
    public Task ShowAsync(Uri page, TimeSpan duration, Func<Action<ProcessesResponse, TimeSpan>, Task> watch)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]LeakFleet demo[/]: five small programs, two of which leak. The page: [link]{page}[/]");
        return AnsiConsole.Live(new Text("waiting for the first look …")).StartAsync(live => watch((fleet, elapsed) =>
        {
            var left = duration - elapsed;
            live.UpdateTarget(new Rows(
                FleetTable.Create(fleet),
                new Markup($"[grey]{elapsed.TotalSeconds:0} s of {duration.TotalSeconds:0} s; Ctrl-C ends it{(left < TimeSpan.FromSeconds(5) ? ", ending" : "")}[/]")));
        }));
    }
}
