using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeakFleet.Cli.Commands;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>What a person reads who got something wrong: one line, and what to do next. Never a stack trace.</summary>
public sealed class CommandLineTests
{
    private const int Failure = 1;
    private const int UsageError = 2;

    /// <summary>The user and group <c>nobody</c> without a single capability.</summary>
    private static readonly string[] AsNobody =
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];

    [Theory]
    [InlineData("--bogus", "--bogus")]
    [InlineData("--bogus", "up", "--bogus")]
    [InlineData("--bogus", "demo", "--bogus")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("frobnicate", "top", "frobnicate")]
    [InlineData("--interval", "agent", "--interval", "soon")]
    [InlineData("--interval-max", "agent", "--interval", "1m", "--interval-max", "10s")]
    [InlineData("--walk-heap-max", "agent", "--walk-heap-max", "64G")]
    [InlineData("--walk-process-share", "up", "--walk-process-share", "0.5")]
    [InlineData("--dac-mode", "types", "--dac-mode", "same-runtime")]
    [InlineData("--duration", "demo", "--duration", "0s")]
    [InlineData("--pid", "agent", "--pid", "-1")]
    [InlineData("--server", "top", "--server", "nonsense")]
    [InlineData("--bogus", "report", "list", "--bogus")]
    [InlineData("65536", "server", "--listen", "127.0.0.1:65536")]
    public async Task AMistypedCommandIsNamedWithAHint(string named, params string[] arguments)
    {
        await using var command = RunningCommand.Start(arguments);
        Assert.Equal(UsageError, await command.ExitCodeAsync());
        Assert.True(command.Errors.Count == 2, command.Everything());
        AssertReadable(command.Errors[0], named);
        Assert.Matches("^Try 'leakfleet( [a-z]+)* --help'\\.$", command.Errors[1]);
        Assert.Empty(command.Output);
    }

    [Theory]
    [InlineData("leakfleet findings", "findigns")]
    [InlineData("leakfleet report show", "report", "shwo")]
    public async Task WhatWasProbablyMeantIsOffered(string meant, params string[] arguments)
    {
        await using var command = RunningCommand.Start(arguments);
        Assert.Equal(UsageError, await command.ExitCodeAsync());
        Assert.Contains($"Did you mean '{meant}'?", command.Errors);
    }

    [Fact]
    public async Task TheNameAloneTellsWhatThereIs()
    {
        await using var command = RunningCommand.Start();
        Assert.Equal(UsageError, await command.ExitCodeAsync());
        Assert.Contains("findings", command.Everything());
        Assert.Contains("leakfleet up", command.Everything());
        Assert.Empty(command.Output);
    }

    [Theory]
    [InlineData("server", "--listen")]
    [InlineData("up", "--listen")]
    [InlineData("demo", "--listen")]
    public async Task APortInUseIsSaid(params string[] arguments)
    {
        using var state = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string[] more = arguments[0] == "demo" ? [] : ["--state", state.Path];
        await AssertFailsAsync($"port {port} is in use", [.. arguments, $"127.0.0.1:{port}", .. more]);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("up")]
    public async Task AnAddressOpenToTheNetworkIsRefused(string name)
    {
        using var state = new TemporaryFolder();
        await AssertFailsAsync("0.0.0.0", name, "--listen", "0.0.0.0:0", "--state", state.Path);
    }

    [Theory]
    [InlineData("top")]
    [InlineData("agent", "--wait", "1s")]
    public async Task AServerThatDoesNotAnswerIsSaid(params string[] arguments)
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await AssertFailsAsync($"no server answers at http://127.0.0.1:{port}/", [.. arguments, "--server", $"http://127.0.0.1:{port}"]);
    }

    [Fact]
    public async Task AStateFolderThatCannotBeWrittenIsSaid()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await AssertFailsAsync("not writable", "server", "--listen", "127.0.0.1:0", "--state", Path.Combine(file, "state"));
    }

    [Fact]
    public async Task AStateFolderOfSomebodyElseIsSaid()
    {
        SkipUnlessRoot();
        using var folder = new TemporaryFolder();
        await AssertFailsThroughAsync(AsNobody, "not writable", "server", "--listen", "127.0.0.1:0", "--state", folder.Path);
    }

    [Fact]
    public async Task AStateFolderOfARunningServerIsSaid()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);
        await AssertFailsAsync("in use by another server", "server", "--listen", "127.0.0.1:0", "--state", folder.Path);
    }

    [Fact]
    public Task AProcessThatDoesNotExistIsSaid() =>
        // Above the kernel's largest pid.
        AssertFailsAsync("there is no process 4194305", "agent", "--pid", "4194305");

    [Fact]
    public async Task AProcessThatIsNoDotNetProcessIsSaid()
    {
        using var sleep = System.Diagnostics.Process.Start("sleep", ["600"]);
        try
        {
            await AssertFailsAsync($"process {sleep.Id} (sleep) is not a .NET process", "up", "--listen", "127.0.0.1:0", "--pid", Text(sleep.Id));
        }
        finally
        {
            sleep.Kill();
        }
    }

    [Fact]
    public async Task AProcessThatMayNotBeReadIsSaidWithTheMissingCapability()
    {
        SkipUnlessRoot();
        await using var target = await RunningTarget.StartAsync("steady");
        await AssertFailsThroughAsync(AsNobody, "CAP_SYS_PTRACE", "agent", "--pid", Text(target.ProcessId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("agent")]
    [InlineData("server")]
    [InlineData("top")]
    [InlineData("demo")]
    public async Task HelpNamesEveryOption(string name)
    {
        await using var command = RunningCommand.Start([.. name.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, await command.ExitCodeAsync());
        Assert.Empty(command.Errors);
        var help = string.Join('\n', command.Output);
        System.CommandLine.Command[] commands = [UpCommand.Create(), AgentCommand.Create(), ServerCommand.Create(), TopCommand.Create(), DemoCommand.Create()];
        var expected = name.Length == 0 ? commands.Select(c => c.Name).Append("--version") : commands.Single(c => c.Name == name).Options.Select(o => o.Name);
        Assert.All(expected, word => Assert.Contains(word, help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheVersionIsANumber()
    {
        await using var command = RunningCommand.Start("--version");
        Assert.Equal(0, await command.ExitCodeAsync());
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(command.Output));
        Assert.Empty(command.Errors);
    }

    private static Task AssertFailsAsync(string saying, params string[] arguments) => AssertFailsThroughAsync([], saying, arguments);

    private static async Task AssertFailsThroughAsync(string[] wrapper, string saying, params string[] arguments)
    {
        await using var command = RunningCommand.StartThrough(wrapper, arguments);
        Assert.Equal(Failure, await command.ExitCodeAsync());
        Assert.True(command.Errors.Count == 1, command.Everything());
        AssertReadable(command.Errors[0], saying);
    }

    private static void AssertReadable(string line, string saying)
    {
        Assert.Contains(saying, line, StringComparison.Ordinal);
        Assert.StartsWith("leakfleet: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
    }

    private static void SkipUnlessRoot()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("becoming another user takes root");
        if (!File.Exists("/usr/bin/setpriv")) Assert.Skip("setpriv is not installed");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
