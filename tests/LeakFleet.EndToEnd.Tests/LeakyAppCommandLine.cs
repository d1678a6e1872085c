using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LeakFleet.EndToEnd.Tests;

public sealed class LeakyAppCommandLine
{
    private const int SigTerm = 15;

    [Theory]
    [InlineData("--scenario NAME is required; --list names the scenarios")]
    [InlineData("unknown scenario 'no-such'; --list names the scenarios", "--scenario", "no-such")]
    [InlineData("unknown option '--colour'; see --help", "--scenario", "steady", "--colour")]
    [InlineData("--rate takes a whole number from 1 to 100000000", "--scenario", "steady", "--rate", "fast")]
    [InlineData("--seconds takes a whole number from 1 to 864000", "--scenario", "steady", "--seconds")]
    public async Task ABadArgumentGetsOneLineAndExitCode2(string fault, params string[] arguments)
    {
        using var target = Process.Start(TargetPrograms.StartInfo(arguments))!;
        var error = await target.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await target.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"LeakyApp: {fault}\n", error);
        Assert.Equal(2, target.ExitCode);
    }

    [Theory]
    [InlineData("steady")]
    [InlineData("finalizer-blocked")]
    public async Task ATargetEndsWhenItsInputDoes(string scenario)
    {
        await using var target = await RunningTarget.StartAsync(scenario);
        target.CloseInput();
        Assert.Equal(0, await target.ExitCodeAsync());
    }

    [Fact]
    public async Task ATerminatedTargetReportsItsStallsAndEndsCleanly()
    {
        await using var target = await RunningTarget.StartAsync("steady", "--report-stalls");
        Assert.Equal(0, Kill(target.ProcessId, SigTerm));
        using var stalls = JsonDocument.Parse(await target.ReadAsync("STALLS "));
        Assert.True(stalls.RootElement.GetProperty("maxMs").GetDouble() >= 0);
        Assert.Equal(0, await target.ExitCodeAsync());
    }

    [Fact]
    public async Task StallsAreCountedAnewAfterEachQuestion()
    {
        await using var target = await RunningTarget.StartAsync("churn", "--report-stalls", "--report");
        await target.ReadAsync("REPORT ");
        target.Write("stalls");
        target.Write("stalls");
        Assert.True(Count(await target.ReadAsync("STALLS ")) > Count(await target.ReadAsync("STALLS ")));
    }

    private static long Count(string json)
    {
        using var stalls = JsonDocument.Parse(json);
        return stalls.RootElement.GetProperty("count").GetInt64();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
