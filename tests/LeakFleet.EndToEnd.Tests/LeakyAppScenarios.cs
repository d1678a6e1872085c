using System.Diagnostics;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>The targets are what everything else is judged by, so they are judged first, by their own runtime's figures.</summary>
public sealed class LeakyAppScenarios(LeakyAppRuns runs) : IClassFixture<LeakyAppRuns>
{
    private const double LeakBytesPerSecondMin = 0.5 * LeakyAppRuns.BytesPerSecond;
    private const double HarmlessBytesPerSecondMax = 0.2 * LeakyAppRuns.BytesPerSecond;

    [Fact]
    public async Task EveryListedScenarioIsRun()
    {
        using var list = Process.Start(TargetPrograms.StartInfo("--list"))!;
        var lines = await list.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LeakyAppRuns.Scenarios, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("static-list")]
    [InlineData("event-handler")]
    [InlineData("timer")]
    [InlineData("closure")]
    [InlineData("dictionary-cache")]
    [InlineData("channel")]
    [InlineData("never-completing-tasks")]
    [InlineData("finalizer-blocked")]
    [InlineData("load-context")]
    public void AManagedLeakKeepsWhatItsRateSays(string scenario) =>
        Assert.InRange(runs.GrowthPerSecond(scenario, report => report.KeptBytes), LeakBytesPerSecondMin, 2 * LeakyAppRuns.BytesPerSecond);

    [Theory]
    [InlineData("steady")]
    [InlineData("warm-up-cache")]
    [InlineData("lru-cache")]
    [InlineData("load-wave")]
    [InlineData("burst")]
    [InlineData("churn")]
    [InlineData("native")]
    public void WhatIsHarmlessKeepsNoMoreManagedMemoryThanBefore(string scenario) =>
        Assert.InRange(runs.GrowthPerSecond(scenario, report => report.KeptBytes), -HarmlessBytesPerSecondMax, HarmlessBytesPerSecondMax);

    [Fact]
    public void ANativeLeakGrowsTheProcessButNotTheHeap() =>
        Assert.True(runs.GrowthPerSecond("native", report => report.AnonymousBytes) > LeakBytesPerSecondMin);

    [Fact]
    public void AFragmentedHeapGrowsByItsHolesAndByWhatItKeeps()
    {
        Assert.True(runs.GrowthPerSecond("fragmentation", report => report.HoleBytes) > LeakBytesPerSecondMin / 4);
        Assert.True(runs.GrowthPerSecond("fragmentation", report => report.KeptBytes) > LeakBytesPerSecondMin / 2);
    }

    [Fact]
    public void AnAssemblyOfAHeldLoadContextDoesNotUnload() =>
        Assert.True(runs.GrowthPerSecond("load-context", report => report.Assemblies) > 4);

    [Fact]
    public void CollectionsOfGen2ComeByThemselvesInEveryScenario() =>
        Assert.All(LeakyAppRuns.Scenarios, scenario => Assert.True(runs.Of(scenario)[^1].Gen2 - runs.Of(scenario)[0].Gen2 >= 2, scenario));
}
