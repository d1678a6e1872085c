using System.CommandLine;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet findings</c>: what leaks, most urgent first.</summary>
internal static class FindingsCommand
{
    public static Command Create()
    {
        var list = new ListCommand(QueryTarget.Findings);
        var exitZero = new Option<bool>("--exit-zero") { Description = "Exit with 0 also when open findings match" };
        var command = new Command("findings", "List what leaks across the fleet, most urgent first; exit with 3 when open findings match.");
        list.AddTo(command);
        command.Options.Add(exitZero);
        MoreHelp.AddTo(command, """
            A field named twice lets either value through; '!' before a value excludes it. Names are exact; with * and ? they are wildcards and ignore case.

              leakfleet findings                                   everything that is open
              leakfleet findings service=checkout 'type=Acme.*'    of one service and of types like these
              leakfleet findings --new-since 24h                   what came up since yesterday
              leakfleet findings --group service                   how many in each service

            Exit codes: 0 no open finding matches, 3 some do (a gate for a pipeline; --exit-zero turns it off), 1 the question was not answered, 2 mistyped.
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var done = await list.RunAsync(parsed, cancellation);
            if (done != CommandLineHost.Success || parsed.GetValue(exitZero)) return done;
            return await AnyOpenAsync(list, parsed, cancellation) ? CommandLineHost.Found : CommandLineHost.Success;
        });
        return command;
    }

    /// <summary>Asked again without the page and its form: what a page does not show counts too, and what is resolved does not.</summary>
    private static async Task<bool> AnyOpenAsync(ListCommand list, ParseResult parsed, CancellationToken cancellation)
    {
        var query = list.Options.In(parsed) with { After = null, Group = null, Limit = QueryLimits.LimitMax };
        using var client = list.Connect(parsed);
        var answer = await client.GetAsync(QueryOptions.ToAddress(query, "api/v1/findings"), ServerJson.Default.FindingsResponse, cancellation);
        return answer.Findings.Any(f => f.State != "resolved");
    }
}
