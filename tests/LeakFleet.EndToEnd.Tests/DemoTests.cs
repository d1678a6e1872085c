using System.Diagnostics;
using System.Text.Json;
using LeakFleet.Cli.Demo;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>The demo as a first-time user runs it. Beside other tests it would share two cores with dozens of processes, so it runs alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class DemoCollection;

[Collection(typeof(DemoCollection))]
public sealed class DemoTests
{
    private const long BytesMax = 600_000_000;
    private const int Targets = 5;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task BothLeakingReplicasAreNamedAndNoOther()
    {
        await using var demo = RunningCommand.Start("demo", "--no-ui", "--duration", "100s");
        var started = await StartedAsync(demo);
        var (samples, bytesMost) = (0, 0L);
        var exit = demo.ExitCodeAsync();
        while (!exit.IsCompleted)
        {
            bytesMost = Math.Max(bytesMost, started.Append(demo.ProcessId).Sum(ProcessTable.ProportionalBytes));
            samples++;
            await Task.WhenAny(exit, Task.Delay(SampleInterval, TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, await exit);
        Assert.InRange(samples, 20, int.MaxValue);
        Assert.InRange(bytesMost, 1, BytesMax);
        var result = Result(demo);
        Assert.InRange(result.ElapsedSeconds, 100, 120);
        Assert.Equal(["load-wave", "static-list", "static-list", "steady", "warm-up-cache"], result.Targets.Select(target => target.Scenario).Order());
        foreach (var target in result.Targets)
        {
            if (target.Scenario == "static-list")
            {
                Assert.Equal(("leak", "LeakyApp.Scenarios.Leaks.Order", "checkout", "1.4.0"), (target.Verdict, target.Type, target.Service, target.Version));
                Assert.True(target is { BytesPerHour: > 0, NamedAfterSeconds: < 100 }, target.ToString());
            }
            else
            {
                Assert.True(target is { Verdict: not "leak" and not "unseen", Type: null, NamedAfterSeconds: null }, target.ToString());
                Assert.DoesNotContain(demo.Output, line => line.Contains($"(pid {target.Pid}): leak", StringComparison.Ordinal));
            }
        }

        Assert.Contains(demo.Output, line => line.Contains("The page: http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Empty(demo.Errors);
        Assert.DoesNotContain(started, ProcessTable.Runs);
        TestContext.Current.TestOutputHelper?.WriteLine($"at most {bytesMost / 1e6:0} MB; {demo.Output[^1]}");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task AnInterruptedDemoCleansUpAndStillSaysWhatItSaw(string signal)
    {
        using var temporary = new TemporaryFolder();
        await using var demo = RunningCommand.StartWith("TMPDIR", temporary.Path, "demo", "--no-ui");
        var started = await StartedAsync(demo);
        Assert.Contains(Directory.EnumerateDirectories(temporary.Path), folder => Path.GetFileName(folder).StartsWith("leakfleet-demo-", StringComparison.Ordinal));
        await demo.LineAsync("checkout 1.4.0");
        var sinceSignal = Stopwatch.StartNew();
        await demo.SignalAsync(signal);

        Assert.Equal(0, await demo.ExitCodeAsync());
        Assert.InRange(sinceSignal.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(Targets, Result(demo).Targets.Count);
        Assert.Empty(demo.Errors);
        Assert.DoesNotContain(started, ProcessTable.Runs);
        Assert.Empty(Directory.EnumerateDirectories(temporary.Path).Select(Path.GetFileName));
    }

    /// <summary>A killed demo cannot clean up; its targets notice that nobody holds them any more.</summary>
    [Fact]
    public async Task NoTargetOutlivesAKilledDemo()
    {
        using var temporary = new TemporaryFolder();
        await using var demo = RunningCommand.StartWith("TMPDIR", temporary.Path, "demo", "--no-ui");
        var started = await StartedAsync(demo);
        demo.Kill();
        await Eventually.SomeAsync(
            () => Task.FromResult(started.Any(ProcessTable.Runs) ? null : started), () => $"still there: {string.Join(", ", started.Where(ProcessTable.Runs))}");
    }

    /// <summary>The pids of what it started, once all run.</summary>
    private static async Task<IReadOnlyList<int>> StartedAsync(RunningCommand demo)
    {
        await demo.LineAsync("Watching five programs");
        var started = ProcessTable.ChildrenOf(demo.ProcessId);
        Assert.Equal(Targets, started.Count);
        return started;
    }

    private static DemoResult Result(RunningCommand demo)
    {
        var last = demo.Output[^1];
        Assert.StartsWith("RESULT ", last, StringComparison.Ordinal);
        return JsonSerializer.Deserialize(last["RESULT ".Length..], DemoJson.Default.DemoResult)!;
    }
}
