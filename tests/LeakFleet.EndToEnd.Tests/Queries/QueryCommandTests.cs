using System.Diagnostics;
using System.Text.Json;
using LeakFleet.Cli;
using LeakFleet.Cli.Commands;
using LeakFleet.Server.Api;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>Questions to the fleet from a terminal.</summary>
public sealed class QueryCommandTests(AskedServer server) : IClassFixture<AskedServer>
{
    [Fact]
    public async Task OpenFindingsThatMatchAreListedAndAreAnExitCode()
    {
        var (code, lines, _) = await RunAsync("findings");
        Assert.Equal(CommandLineHost.Found, code);
        Assert.Contains("FINDING", lines[0]);
        Assert.Contains("Acme.Order", lines[1]);
        Assert.Contains("1.4.0 1/1", lines[1]);
        Assert.Equal(0, (await RunAsync("findings", "--exit-zero")).Code);
        var (none, said, _) = await RunAsync("findings", "service=gateway");
        Assert.Equal(0, none);
        Assert.Equal("no findings match", Assert.Single(said));
    }

    [Fact]
    public async Task FiltersAreThoseOfTheApi()
    {
        Assert.Equal(CommandLineHost.Found, (await RunAsync("findings", "type=acme.*", "--version", "1.4.0", "--node", "!node-2")).Code);
        Assert.Equal(0, (await RunAsync("findings", "--version", "!1.4.0")).Code);
        Assert.Single((await RunAsync("processes", "--verdict", "leak")).Lines.Skip(1));
        Assert.Contains((await RunAsync("processes", "--group", "version")).Lines, l => l.StartsWith("1.3.0", StringComparison.Ordinal));
        var (code, _, errors) = await RunAsync("findings", "sevice=x", "--kind", "leaky", "--limit", "0");
        Assert.Equal(CommandLineHost.UsageError, code);
        Assert.All((string[])["sevice", "kind", "limit"], field => Assert.Contains(field, errors[0]));
    }

    [Fact]
    public async Task ProgramsGetTheServersOwnAnswer()
    {
        using var json = JsonDocument.Parse(string.Join('\n', (await RunAsync("findings", "--json", "--exit-zero")).Lines));
        Assert.Equal("Acme.Order", json.RootElement.GetProperty("findings")[0].GetProperty("type").GetString());
        var csv = (await RunAsync("services", "--csv")).Lines;
        Assert.StartsWith("service,versions,replicas", csv[0]);
        Assert.Equal(3, csv.Count);
        var shown = (await RunAsync("show", json.RootElement.GetProperty("findings")[0].GetProperty("fingerprint").GetString()!, "--csv")).Lines;
        Assert.StartsWith("fingerprint,", shown[0]);
        Assert.Contains("Acme.Order", Assert.Single(shown.Skip(1)));
    }

    [Fact]
    public async Task AFindingIsShownByTheBeginningOfItsName()
    {
        var fingerprint = (await RunAsync("findings")).Lines[1].Split(' ')[0];
        var shown = string.Join('\n', (await RunAsync("show", fingerprint[..5])).Lines);
        Assert.Contains("Acme.Order grows by 28.6 MiB/h in checkout 1.4.0 (1 of 1 replica), not in 1.3.0", shown);
        Assert.Contains("Ruled out", shown);
        Assert.Contains('█', shown);
        var drawn = (await RunAsync("series", fingerprint)).Lines;
        Assert.StartsWith("Acme.Order · checkout 1.4.0", drawn[0]);
        Assert.Contains("▁", drawn[1]);
        Assert.Contains("MiB →", drawn[1]);
        Assert.Equal(CommandLineHost.Failure, (await RunAsync("show", "0000000")).Code);
        Assert.Equal(CommandLineHost.UsageError, (await RunAsync("show", "nothing")).Code);
        // Who names none is shown what there is to choose from.
        var listed = await RunAsync("show");
        Assert.Equal(CommandLineHost.Success, listed.Code);
        Assert.Contains(listed.Lines, line => line.StartsWith(fingerprint, StringComparison.Ordinal));
        Assert.Contains($"leakfleet show {fingerprint[..4]}", listed.Lines[^1]);
        Assert.Equal(CommandLineHost.UsageError, (await RunAsync("show", "--json")).Code);
    }

    [Fact]
    public void WhatIsCountedIsNotShownAsBytes()
    {
        var at = DateTimeOffset.UnixEpoch;
        var threads = new OneSeriesResponse("node-1~0~1~1", "checkout", "1.4.0", at, "threads", "", "count", null, [new PointResponse(at, 24), new PointResponse(at.AddHours(1), 144)]) { PerHour = 120 };
        var lines = SeriesCommand.Lines(new SeriesResponse(at, [threads], [])).ToList();
        Assert.StartsWith("threads · checkout 1.4.0", lines[0]);
        Assert.EndsWith("24 threads → 144 threads  +120 threads/h", lines[1]);
    }

    [Fact]
    public async Task ASilenceIsMadeListedAndEnded()
    {
        var (code, said, _) = await RunAsync("silence", "add", "service=checkout", "type=Dictionary<*, Acme.Order>", "--for", "1h30m", "--comment", "=known\u001b[31m");
        Assert.Equal(0, code);
        Assert.Matches(@"^silence [0-9a-f]{12} until \S+ \S+ UTC: service=checkout type=""Dictionary<\*, Acme\.Order>""$", Assert.Single(said));
        var id = said[0].Split(' ')[1];
        var listed = (await RunAsync("silence", "list")).Lines;
        Assert.StartsWith(id, listed[1]);
        Assert.Contains("=known\\u001B[31m", listed[1]);
        Assert.Equal($"silence {id} ended", Assert.Single((await RunAsync("silence", "end", id)).Lines));
        Assert.Equal("no silence lasts", Assert.Single((await RunAsync("silence", "list")).Lines));
        var (missing, _, errors) = await RunAsync("silence", "end", id);
        Assert.Equal(CommandLineHost.Failure, missing);
        Assert.Contains($"There is no silence {id}", Assert.Single(errors));
        var (wrong, _, faults) = await RunAsync("silence", "add", "sevice=checkout");
        Assert.Equal(CommandLineHost.Failure, wrong);
        Assert.Contains("sevice", Assert.Single(faults));
    }

    [Fact]
    public async Task TypesWithoutAProcessAreThoseOfTheFleet()
    {
        var lines = (await RunAsync("types", "--state", "growing")).Lines;
        Assert.EndsWith("Acme.Order", lines[1]);
        Assert.Equal(2, lines.Count);
        Assert.Equal(CommandLineHost.UsageError, (await RunAsync("types", "4711", "--service", "checkout")).Code);
        Assert.Equal(CommandLineHost.UsageError, (await RunAsync("types", "--generations")).Code);
    }

    [Theory]
    [InlineData("services")]
    [InlineData("processes")]
    [InlineData("processes", "--csv")]
    public async Task NothingATargetSaysReachesTheTerminal(params string[] arguments)
    {
        var everything = string.Join('\n', (await RunAsync(arguments)).Lines);
        // Of a service's name the server itself keeps no control characters.
        Assert.Contains("evil [2J\\u202Ename", everything);
        Assert.Contains("=1+1\\u001B[2J", everything);
        Assert.DoesNotContain('\u001b', everything);
        Assert.DoesNotContain('\u202E', everything);
    }

    [Fact]
    public async Task AWatchSaysWhatCame()
    {
        await using var command = RunningCommand.Start("watch", "--server", server.Url, "--every", "200ms");
        var line = await Eventually.SomeAsync(() => Task.FromResult(command.Output is [var first, ..] ? first : null), command.Everything);
        Assert.Matches(@"^\S+Z opened [0-9a-f]{16} Acme\.Order grows by ", line);
    }

    [Theory]
    [InlineData("leakfleet find", "findings")]
    [InlineData("leakfleet findings --kind ", "managed-type")]
    [InlineData("leakfleet findings --sort ", "urgency")]
    [InlineData("leakfleet completion ", "zsh")]
    public async Task TheShellIsToldWhatMayComeNext(string line, string next)
    {
        await using var command = RunningCommand.Start($"[suggest:{line.Length}]", line);
        Assert.Equal(0, await command.ExitCodeAsync());
        Assert.Contains(next, command.Output);
    }

    [Fact]
    public async Task TheScriptOfBashIsOne()
    {
        await using var command = RunningCommand.Start("completion", "bash");
        Assert.Equal(0, await command.ExitCodeAsync());
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await bash.StandardInput.WriteAsync(string.Join('\n', command.Output));
        bash.StandardInput.Close();
        Assert.Equal("", await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, bash.ExitCode);
    }

    private async Task<(int Code, IReadOnlyList<string> Lines, IReadOnlyList<string> Errors)> RunAsync(params string[] arguments)
    {
        await using var command = RunningCommand.Start([.. arguments, "--server", server.Url]);
        var code = await command.ExitCodeAsync();
        return (code, [.. command.Output], [.. command.Errors]);
    }
}
