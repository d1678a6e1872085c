using LeakFleet.Cli;
using LeakFleet.Cli.Display;
using LeakFleet.Cli.Queries;
using LeakFleet.Server.Api;
using LeakFleet.Server.Tests.Text;
using Spectre.Console;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>Whatever a command prints of what a target says is text and nothing else: no terminal obeys it, no line is made up, no spreadsheet computes it.</summary>
public sealed class TerminalSinkTests(HostileServer server) : IClassFixture<HostileServer>
{
    /// <summary>Of a line for people: names have an end.</summary>
    private const int LineCharsMax = 2_500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("findings", "--exit-zero")]
    [InlineData("findings", "--group", "service")]
    [InlineData("services")]
    [InlineData("processes")]
    [InlineData("processes", "--group", "version")]
    [InlineData("processes", "--group", "label.team")]
    [InlineData("types")]
    [InlineData("types", "--state", "growing")]
    [InlineData("top")]
    [InlineData("report", "list")]
    [InlineData("report", "run", "daily")]
    public async Task ATableForPeopleIsText(params string[] arguments) => IsText(await RunAsync(arguments), LineCharsMax);

    [Theory]
    [InlineData("findings", "--exit-zero", "--csv")]
    [InlineData("services", "--csv")]
    [InlineData("processes", "--csv")]
    [InlineData("types", "--csv")]
    [InlineData("findings", "--exit-zero", "--json")]
    [InlineData("processes", "--json")]
    [InlineData("types", "--json")]
    public async Task WhatIsForProgramsObeysNobodyEither(params string[] arguments) => IsText(await RunAsync(arguments), int.MaxValue);

    [Fact]
    public async Task OneFindingIsTextWhateverItsTypeIsCalled()
    {
        // Each costs a process: the first characters of the names differ most.
        foreach (var finding in server.Findings)
        {
            if (!finding.Type.Any(char.IsControl) && finding.Type.Length < 1_000 && !finding.Type.Contains("markup", StringComparison.Ordinal)) continue;
            IsText(await RunAsync("show", finding.Fingerprint, "--service", finding.Service), LineCharsMax);
            IsText(await RunAsync("series", finding.Fingerprint, "--service", finding.Service), LineCharsMax);
        }
    }

    [Fact]
    public async Task AWatchIsText()
    {
        await using var command = RunningCommand.Start("watch", "--server", server.Url, "--every", "200ms");
        await Eventually.SomeAsync(() => Task.FromResult(command.Output.Count >= server.Findings.Count ? "all" : null), command.Everything);
        IsText([.. command.Output], LineCharsMax);
    }

    [Fact]
    public async Task ASilenceIsText()
    {
        foreach (var name in (string[])["a\u001b[2J\u001b]0;owned\u0007", "=cmd|' /C calc'!A0", "[red]markup[/]", "x\u202egpj.exe"])
            await RunAsync("silence", "add", $"type={name}", "--comment", name);
        IsText(await RunAsync("silence", "list"), LineCharsMax);
        var csv = await RunAsync("silence", "list", "--csv");
        IsText(csv, LineCharsMax);
        Assert.StartsWith("id,match,startsAt,endsAt,comment", csv[0]);
        Assert.Contains(csv, line => line.EndsWith(",\"'=cmd|' /C calc'!A0\"", StringComparison.Ordinal));
        Assert.StartsWith("id,schedule,toAt,madeAt,open,new", (await RunAsync("report", "list", "--csv"))[0]);
    }

    [Fact]
    public void OnATerminalANameIsNoMarkup()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        var table = new ListTable("Name", "Other");
        foreach (var name in HostileNames.All) table.Add(name, name);
        console.Write(table.ToTable());
        console.Write(FleetTable.Create(new ProcessesResponse(DateTimeOffset.UnixEpoch, [.. HostileNames.All.Select(Process)], HostileNames.All.Count, null, [])));
        IsText(text.ToString().Split('\n'), LineCharsMax);
        Assert.Contains("[red]", text.ToString());
    }

    private static ProcessResponse Process(string name) => new(
        name, name, 1, name, name, name, new Dictionary<string, string> { [name] = name }, null, DateTimeOffset.UnixEpoch, false, "leak", null, 1, 2, 3, 4, 5, name, [], null, null);

    private static void IsText(IReadOnlyList<string> lines, int charsMax)
    {
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain(line, c => HostileNames.IsDangerous(c) || c is '\r');
            // Some of the names hold a line of their own.
            Assert.False(line.StartsWith("evil_metric", StringComparison.Ordinal) || line.StartsWith("Bcc:", StringComparison.Ordinal), line);
            Assert.InRange(line.Length, 0, charsMax);
        });
    }

    private async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        await using var command = RunningCommand.Start([.. arguments, "--server", server.Url]);
        Assert.True(await command.ExitCodeAsync() is 0 or CommandLineHost.Found, command.Everything());
        return [.. command.Output];
    }
}
