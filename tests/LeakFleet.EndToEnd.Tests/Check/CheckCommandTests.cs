using System.Xml.Linq;

namespace LeakFleet.EndToEnd.Tests.Check;

/// <summary>The gate on real programs.</summary>
public sealed class CheckCommandTests
{
    /// <summary>So many looks are enough for a verdict; a busy machine takes longer for them.</summary>
    private static readonly string[] UntilVerdict = ["--duration", "4m", "--looks", "45"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static string[] LeakyApp(string scenario)
    {
        var start = TargetPrograms.StartInfo("--scenario", scenario);
        return [start.FileName, .. start.ArgumentList];
    }

    [Fact]
    public async Task AProgramThatLeaksFailsAndItsTypeIsNamed()
    {
        using var folder = new TemporaryFolder();
        var junit = Path.Combine(folder.Path, "leaks.xml");
        await using var check = RunningCommand.Start(["check", .. UntilVerdict, "--junit", junit, "--", .. LeakyApp("static-list")]);
        Assert.True(await check.ExitCodeAsync(Patience) == 3, check.Everything());
        Assert.Contains(check.Output, line => line.StartsWith("FAIL      LeakyApp.Scenarios.Leaks.Order keeps growing by ", StringComparison.Ordinal));
        Assert.StartsWith("leakfleet check: 1 thing keeps growing", check.Output[^1]);
        var suite = XDocument.Load(junit).Root!;
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.Contains("LeakyApp.Scenarios.Leaks.Order", suite.Descendants("failure").Single().Attribute("message")!.Value);
    }

    [Fact]
    public async Task AProgramThatDoesNotLeakPasses()
    {
        // Through a shell, as in most builds: the program that matters is a grandchild.
        await using var check = RunningCommand.Start(["check", .. UntilVerdict, "--", "sh", "-c", string.Join(' ', LeakyApp("steady")) + "; true"]);
        Assert.True(await check.ExitCodeAsync(Patience) == 0, check.Everything());
        Assert.StartsWith("leakfleet check: nothing keeps growing (1 process", check.Output[^1]);
    }

    [Fact]
    public async Task CtrlCEndsTheProgramToo()
    {
        await using var check = RunningCommand.Start(["check", "--", .. LeakyApp("steady")]);
        await check.LineAsync("READY");
        var before = ProcessTable.ChildrenOf(check.ProcessId);
        Assert.NotEmpty(before);
        await check.SignalAsync("INT");
        Assert.Equal(130, await check.ExitCodeAsync());
        Assert.DoesNotContain(before, ProcessTable.Runs);
    }

    [Fact]
    public async Task WhoNamesNoProgramIsToldHow()
    {
        await using var check = RunningCommand.Start(["check"]);
        Assert.True(await check.ExitCodeAsync() == 2, check.Everything());
        Assert.Contains(check.Errors, line => line.Contains("name the program to run after --", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NoBaselineIsWrittenOfARunThatFailed()
    {
        using var folder = new TemporaryFolder();
        var (baseline, junit) = (Path.Combine(folder.Path, "leaks.json"), Path.Combine(folder.Path, "leaks.xml"));
        await File.WriteAllTextAsync(baseline, "as it was", TestContext.Current.CancellationToken);
        await using var crashed = RunningCommand.Start(["check", "--write-baseline", baseline, "--junit", junit, "--", "sh", "-c", "exit 7"]);
        Assert.True(await crashed.ExitCodeAsync() == 1, crashed.Everything());
        Assert.Contains(crashed.Errors, line => line.Contains("ended with exit code 7: no baseline is written", StringComparison.Ordinal));
        Assert.Equal("1", XDocument.Load(junit).Root!.Attribute("errors")!.Value);
        await using var empty = RunningCommand.Start(["check", "--write-baseline", baseline, "--", "sleep", "1"]);
        Assert.True(await empty.ExitCodeAsync() == 4, empty.Everything());
        Assert.Equal("as it was", await File.ReadAllTextAsync(baseline, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(4, "no .NET process was seen", "sleep", "1")]
    [InlineData(1, "ended with exit code 7", "sh", "-c", "exit 7")]
    [InlineData(1, "cannot start", "/nowhere/at-all")]
    public async Task WithoutAVerdictThereIsACodeOfItsOwn(int exitCode, string words, params string[] program)
    {
        await using var check = RunningCommand.Start(["check", "--", .. program]);
        Assert.True(await check.ExitCodeAsync() == exitCode, check.Everything());
        Assert.Contains(check.Output.Concat(check.Errors), line => line.Contains(words, StringComparison.Ordinal));
    }
}
