using System.CommandLine;
using System.Globalization;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Display;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet series</c>: how something grew, drawn in the terminal.</summary>
internal static class SeriesCommand
{
    private const int WidthUsual = 60;
    private const int LabelCharsMax = 100;

    public static Command Create()
    {
        var what = new Argument<string>("finding|process") { Description = "Fingerprint of a finding (what grows, in every replica), or key of a process (heap, resident memory, threads, handles and the like, types)" };
        var type = new Option<string?>("--type") { HelpName = "wildcard", Description = "Of a process only these types: a full name, or a wildcard with * and ?" };
        var service = new Option<string?>("--service") { HelpName = "name", Description = "Which finding, when several services have it" };
        var from = new Option<string?>("--from") { HelpName = "time", Description = "From then on: an instant, or how long ago (24h, 7d)" };
        var to = new Option<string?>("--to") { HelpName = "time", Description = "Up to then" };
        var server = ServerUrlOption.Create("Server to ask");
        var form = new OutputForm();
        var command = new Command("series", "Draw how a leak grew in each replica, or what a process holds over time.") { what, type, service, from, to, server };
        form.AddTo(command);
        var login = new LoginOptions();
        login.AddTo(command);
        MoreHelp.AddTo(command, """
              leakfleet series 2f6c0c9c36b9c4c1              a finding, as 'leakfleet findings' names it
              leakfleet series node-1~0123…~4711~99 --type 'Acme.*' --csv
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(what);
            (string, string?)[] parameters =
                [(text.Contains('~', StringComparison.Ordinal) ? "process" : "fingerprint", text), ("type", parsed.GetValue(type)), ("service", parsed.GetValue(service)), ("from", parsed.GetValue(from)), ("to", parsed.GetValue(to))];
            var address = "api/v1/series?" + string.Join('&', parameters.Where(p => p.Item2 is { Length: > 0 }).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));
            using var client = login.Connect(parsed, server);
            if (form.IsForPrograms(parsed)) Console.Out.WriteLine((await client.TextAsync(form.Address(parsed, address), cancellation)).TrimEnd('\r', '\n'));
            else foreach (var line in Lines(await client.GetAsync(address, ServerJson.Default.SeriesResponse, cancellation))) Console.Out.WriteLine(line);
            return CommandLineHost.Success;
        });
        return command;
    }

    internal static IEnumerable<string> Lines(SeriesResponse answer)
    {
        if (answer.Series.Count == 0) yield return "no series";
        foreach (var series in answer.Series)
        {
            if (series.Points.Count == 0) continue;
            var points = series.Points.Select(p => (p.At.ToUnixTimeMilliseconds(), p.Value)).ToList();
            var title = $"{(series.Type.Length > 0 ? series.Type : series.Measure)} · {series.Service} {series.Version} · {series.Process}";
            yield return Printable.Show(title, LabelCharsMax);
            yield return $"  {TerminalSparkline.Draw(points, WidthUsual)}  {SeriesText.Value(series, points[0].Value)} → {SeriesText.Value(series, points[^1].Value)}{(SeriesText.Rate(series) is { Length: > 0 } rate ? "  " + rate : "")}";
            yield return $"  {Time(series.Points[0].At),-30}{Time(series.Points[^1].At),30}";
        }

        foreach (var reason in answer.Partial) yield return $"partial: {Printable.Show(reason.Text)}";
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
