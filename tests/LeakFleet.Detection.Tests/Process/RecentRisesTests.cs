namespace LeakFleet.Detection.Tests;

public sealed class RecentRisesTests
{
    private const double Size = 10_000_000;

    private static readonly string[] Names = [.. Enumerable.Range(0, 40).Select(i => $"Shop.Type{i}")];

    [Fact]
    public void AQuietProcessKeepsNone()
    {
        var process = new SimulatedProcess(Names);
        process.Run(30, (_, hour) => Size + 1000 * Math.Sin(hour * 40));
        Assert.True(process.Trend.Recent!.IsEmpty);
        Assert.Null(process.Trend.SaveRecent());
    }

    [Fact]
    public void ATableThatIsLoadedOnceIsNoLeak()
    {
        var process = new SimulatedProcess(Names);
        Assert.Null(process.Run(30, (type, hour) => type == "Shop.Type3" && hour > 20 ? 8 * Size : Size + 1000 * Math.Sin(hour * 40)));
    }

    [Fact]
    public void GrowthThatLevelsOffWithinTheHourIsNoLeak()
    {
        var process = new SimulatedProcess(Names);
        Assert.Null(process.Run(26, (type, hour) =>
            type == "Shop.Type3" && hour > 20 ? Size * (1 + 9 * (1 - Math.Exp(-(hour - 20) / 0.3))) : Size + 1000 * Math.Sin(hour * 40)));
    }

    [Fact]
    public void WhatIsSavedIsRestored()
    {
        var process = new SimulatedProcess(Names);
        process.Run(21, (type, hour) => type == "Shop.Type3" && hour > 20 ? Size * (1 + 3 * (hour - 20)) : Size);
        var trend = process.Trend;
        var saved = trend.SaveRecent();
        Assert.NotNull(saved);

        var restored = new ProcessTrend(256, SimulatedProcess.Options);
        Assert.True(restored.Restore(trend.Axis, trend.SaveHeap(), trend.HeapBytes, trend.Histograms, trend.SaveTypes()));
        restored.RestoreRecent(saved);
        var again = restored.SaveRecent()!;
        Assert.Equal(saved.Steps.ToArray(), again.Steps.ToArray());
        Assert.Equal(saved.Rises.Select(r => (r.Slot, r.AnchorBytes, r.AnchorCount)), again.Rises.Select(r => (r.Slot, r.AnchorBytes, r.AnchorCount)));
        Assert.All(saved.Rises.Zip(again.Rises), pair => Assert.Equal(pair.First.Floors.ToArray(), pair.Second.Floors.ToArray()));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void WhatDoesNotFitIsNotRestored(long step)
    {
        var process = new SimulatedProcess(Names);
        process.Run(21, (_, _) => Size);
        var steps = Enumerable.Repeat(-1L, RecentRisesState.StepsMax).ToArray();
        steps[^1] = step;
        process.Trend.RestoreRecent(new RecentRisesState(steps, [new RecentRiseState(9999, 1, 1, new long[RecentRisesState.StepsMax]), new RecentRiseState(0, 1, 1, new long[2])]));
        Assert.Null(process.Trend.SaveRecent());
        process.Run(22, (_, _) => Size);
        Assert.Empty(process.Leaking);
    }
}
