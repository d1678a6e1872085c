using System.CommandLine;
using System.Globalization;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Queries;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet report</c>: the reports a server made, and making one now.</summary>
internal static class ReportCommand
{
    public static Command Create() => new("report", "List, show and make a server's trend reports.") { List(), Show(), Run() };

    private static Command List()
    {
        var server = ServerUrlOption.Create("Server to ask");
        var form = new OutputForm();
        var command = new Command("list", "List the reports that are kept, the newest first, and when the next ones are due.") { server };
        form.AddTo(command);
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = Connect(parsed, server, login);
            if (form.IsForPrograms(parsed))
            {
                Console.Out.WriteLine((await client.TextAsync(form.Address(parsed, "api/v1/reports"), cancellation)).TrimEnd('\r', '\n'));
                return CommandLineHost.Success;
            }

            var answer = await client.ListAsync(cancellation);
            if (answer.StoreFault is { } fault) Console.Error.WriteLine($"leakfleet: reports are not written to disk: {Printable.Show(fault)}");
            foreach (var report in answer.Reports)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Id,-32}  {report.Counts.Open} open, {report.Counts.New} new, {report.Counts.Worsening} worsening, {report.Counts.Improving} improving, {report.Counts.Resolved} resolved"));
            }

            if (answer.Reports.Count == 0) Console.Out.WriteLine("No reports yet.");
            foreach (var schedule in answer.Schedules)
                Console.Out.WriteLine($"{schedule.Name}: next at {schedule.NextAt?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "never"} ({schedule.Cron}, {schedule.TimeZone})");
            return CommandLineHost.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The report, as 'list' names it; a schedule's name for its newest one" };
        var server = ServerUrlOption.Create("Server to ask");
        var format = new Option<string>("--format") { Description = "markdown, html or json", DefaultValueFactory = _ => "markdown" };
        format.AcceptOnlyFromAmong("markdown", "html", "json");
        var command = new Command("show", "Print a report.") { id, server, format };
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = Connect(parsed, server, login);
            var wanted = parsed.GetRequiredValue(id);
            var newest = (await client.ListAsync(cancellation)).Reports.Where(r => r.Schedule == wanted).MaxBy(r => r.ToAt);
            Console.Out.WriteLine(await client.TextAsync($"api/v1/reports/{Uri.EscapeDataString(newest?.Id ?? wanted)}?format={parsed.GetRequiredValue(format)}", cancellation));
            return CommandLineHost.Success;
        });
        return command;
    }

    private static Command Run()
    {
        var name = new Argument<string>("name") { Description = "The schedule: daily, weekly, or one of the server's configuration" };
        var server = ServerUrlOption.Create("Server to ask");
        var command = new Command("run", "Make a report now, keep it, and send it to the schedule's receivers.") { name, server };
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = Connect(parsed, server, login);
            var report = await client.RunAsync(parsed.GetRequiredValue(name), cancellation);
            Console.Out.WriteLine(await client.TextAsync($"api/v1/reports/{Uri.EscapeDataString(report.Id)}?format=markdown", cancellation));
            return CommandLineHost.Success;
        });
        return command;
    }

    private static ReportClient Connect(ParseResult parsed, Option<Uri> server, LoginOptions login)
    {
        var url = parsed.GetRequiredValue(server);
        return new ReportClient(url, login.In(parsed, url));
    }
}
