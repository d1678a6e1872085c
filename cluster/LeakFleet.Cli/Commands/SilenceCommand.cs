using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet silence</c>: tell nobody of some alerts for a time.</summary>
internal static class SilenceCommand
{
    private const string Address = "api/v1/silences";

    private static readonly TimeSpan DurationUsual = TimeSpan.FromHours(2);
    private static readonly TimeSpan DurationMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DurationMax = TimeSpan.FromDays(365);

    public static Command Create() => new("silence", "Tell nobody of some alerts for a time; list and end such silences.") { Add(), List(), End() };

    private static Command Add()
    {
        var filter = new Argument<string[]>("filter")
        {
            Description = "What to silence, as in 'leakfleet findings': service=checkout type='Acme.*' fingerprint=2f6c0c9c36b9c4c1",
            Arity = new ArgumentArity(1, QueryLimits.TermsMax),
        };
        var duration = new DurationOption("--for", DurationUsual, DurationMin, DurationMax, "How long");
        var comment = new Option<string>("--comment") { HelpName = "text", Description = "Why, for whoever comes next", DefaultValueFactory = _ => "" };
        var server = ServerUrlOption.Create("Server to tell");
        var command = new Command("add", "Silence the alerts that match, from now on.") { filter, duration, comment, server };
        var login = new LoginOptions();
        login.AddTo(command);
        MoreHelp.AddTo(command, """
            A silenced alert is judged and shown, and told nobody; when the silence ends and it still fires, it is told then.

              leakfleet silence add service=checkout --for 4h --comment 'known, fix is rolling out'
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = login.Connect(parsed, server);
            var request = new SilenceRequest(Match(parsed.GetRequiredValue(filter)), $"{(long)duration.In(parsed).TotalSeconds}s", parsed.GetRequiredValue(comment));
            var answer = await client.SendAsync(HttpMethod.Post, Address, JsonContent.Create(request, AlertApiJson.Default.SilenceRequest), cancellation);
            var silence = client.Parse(answer, AlertApiJson.Default.SilenceResponse);
            Console.Out.WriteLine($"silence {silence.Id} until {Show(silence.EndsAt)}: {Printable.Show(silence.Match)}");
            return CommandLineHost.Success;
        });
        return command;
    }

    private static Command List()
    {
        var server = ServerUrlOption.Create("Server to ask");
        var form = new OutputForm();
        var command = new Command("list", "List the silences that last.") { server };
        form.AddTo(command);
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = login.Connect(parsed, server);
            var text = await client.TextAsync(form.Address(parsed, Address), cancellation);
            if (form.IsForPrograms(parsed))
            {
                Console.Out.WriteLine(text.TrimEnd('\r', '\n'));
                return CommandLineHost.Success;
            }

            var answer = client.Parse(text, AlertApiJson.Default.SilencesResponse);
            var table = new ListTable("Silence", "Until", "Matches", "Comment");
            foreach (var silence in answer.Silences) table.Add(silence.Id, Show(silence.EndsAt), silence.Match, silence.Comment);
            if (table.Count > 0) table.Write();
            else Console.Out.WriteLine("no silence lasts");
            return CommandLineHost.Success;
        });
        return command;
    }

    private static Command End()
    {
        var id = new Argument<string>("id") { Description = "The silence, as 'list' names it" };
        var server = ServerUrlOption.Create("Server to tell");
        var command = new Command("end", "End a silence: what fires still is told.") { id, server };
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = login.Connect(parsed, server);
            var silence = parsed.GetRequiredValue(id);
            await client.SendAsync(HttpMethod.Delete, $"{Address}/{Uri.EscapeDataString(silence)}", null, cancellation);
            Console.Out.WriteLine($"silence {Printable.Show(silence, 64)} ended");
            return CommandLineHost.Success;
        });
        return command;
    }

    /// <summary>One text of terms from which the shell has taken the quotes.</summary>
    private static string Match(string[] terms) => string.Join(' ', terms.Select(
        term => term.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? QueryFilter.Term(term[..at], term[(at + 1)..]) : term));

    private static string Show(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
