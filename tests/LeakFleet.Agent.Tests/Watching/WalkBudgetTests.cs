using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class WalkBudgetTests
{
    private const long Megabyte = 1 << 20;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);

    private readonly WalkBudgetOptions _options = new();

    [Fact]
    public void FiftyProcessesOfAHundredMegabytesStayWithinTheBudgetFromTheFirstTenMinutesOn()
    {
        var node = new SimulatedNode(_options, seed: 1);
        for (var i = 0; i < 50; i++) node.Start(100 * Megabyte, _ => 0.08, Often);

        node.Run(TimeSpan.FromHours(2));

        Assert.InRange(node.ShareMax(Window), 0.009, 0.01);
        Assert.All(node.Processes, p => Assert.True(p.IsStretched));
        // An even chance for all: 720 s of budget in all make 900 walks.
        Assert.All(node.Processes, p => Assert.InRange(p.Walks, 8, 24));
    }

    [Fact]
    public void EachOfFiftyProcessesIsSeenOnceBeforeManyAreSeenAgain()
    {
        // A first walk takes its helper's start and all names; nothing foresees that.
        var node = new SimulatedNode(_options, seed: 7);
        for (var i = 0; i < 45; i++) node.Start(20 * Megabyte, walk => walk == 0 ? 0.3 : 0.15, Often);
        for (var i = 0; i < 5; i++) node.Start(1_000 * Megabyte, walk => walk == 0 ? 0.8 : 0.5, Often);

        node.Run(TimeSpan.FromSeconds(60));
        var soon = node.Processes.Count(p => p.Walks > 0);
        node.Run(TimeSpan.FromMinutes(24));

        Assert.InRange(soon, 15, 25);
        Assert.All(node.Processes, p => Assert.True(p.Walks > 0));
        Assert.InRange(node.ShareMax(Window), 0.009, 0.01 + 0.8 / 600);
    }

    [Fact]
    public void WithRoomForAllNobodyIsStretched()
    {
        var node = new SimulatedNode(_options, seed: 2);
        for (var i = 0; i < 20; i++) node.Start(10 * Megabyte, _ => 0.01, Often);

        node.Run(TimeSpan.FromHours(1));

        Assert.All(node.Processes, p => Assert.False(p.IsStretched));
        Assert.All(node.Processes, p => Assert.InRange(p.Walks, 25, 60));
    }

    [Fact]
    public void TheLargestHeapIsStretchedFirst()
    {
        var node = new SimulatedNode(_options, seed: 3);
        for (var i = 0; i < 20; i++) node.Start(10 * Megabyte, _ => 0.01, Often);
        var large = node.Start(8_000 * Megabyte, _ => 4.0, Often);

        node.Run(TimeSpan.FromHours(6));

        Assert.True(large.IsStretched);
        Assert.InRange(large.Walks, 20, 40);
        Assert.All(node.Processes.Where(p => p != large), p => Assert.True(!p.IsStretched && p.Walks > 150, $"{p.Walks} walks"));
        Assert.InRange(node.ShareMax(Window), 0.0, 0.01 + 4.0 / 600);
    }

    [Fact]
    public void NoWindowExceedsTheBudgetByMoreThanOneWalkWhateverWasEstimated()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            // Costs that nobody can foresee: mostly small, sometimes a hundred times as much. Processes come and go.
            var random = new Random(seed);
            var node = new SimulatedNode(_options, seed);
            for (var minute = 0; minute < 60; minute++)
            {
                if (node.Processes.Count > 40) node.End(node.Processes[random.Next(node.Processes.Count)]);
                node.Start(random.Next(1, 1000) * Megabyte, _ => random.NextDouble() < 0.05 ? 5.0 : 0.05, TimeSpan.FromSeconds(5 + random.Next(100)));
                node.Run(TimeSpan.FromSeconds(60));
            }
            Assert.InRange(node.ShareMax(Window), 0.0, 0.01 + 5.0 / 600);
        }
    }

    [Fact]
    public void TheAverageIsKeptWhenOneWalkAloneIsAboveTheBudgetOfAWindow()
    {
        var node = new SimulatedNode(_options, seed: 5);
        var large = node.Start(32_000 * Megabyte, _ => 12.0, Often);

        node.Run(TimeSpan.FromHours(24));

        // Alone, it may use half the budget: a walk in 2400 s.
        Assert.InRange(large.Walks, 24, 37);
    }

    [Fact]
    public void WalksFollowGen2CollectionsAlsoWhenTheyAreStretched()
    {
        var node = new SimulatedNode(_options, seed: 6);
        for (var i = 0; i < 50; i++) node.Start(100 * Megabyte, _ => 0.08, Often);

        node.Run(TimeSpan.FromHours(2));

        Assert.True(node.Walks.Count(w => w.IsAfterGen2) > 0.8 * node.Walks.Count, $"{node.Walks.Count(w => w.IsAfterGen2)} of {node.Walks.Count}");
    }

    [Fact]
    public void AHeapAboveTheLimitIsNotWalked()
    {
        var budget = new WalkBudget(_options);
        var account = budget.Join();
        budget.Interval(account, TimeSpan.FromSeconds(60), _options.HeapBytesMax + 1, 0);
        Assert.Equal(WalkAnswer.TooLarge, budget.Ask(account, 0));
        budget.Interval(account, TimeSpan.FromSeconds(60), _options.HeapBytesMax, 0);
        Assert.Equal(WalkAnswer.Go, budget.Ask(account, 0));
    }

    [Fact]
    public void NoIntervalIsStretchedBeyondTheLongest()
    {
        var budget = new WalkBudget(_options);
        var account = budget.Join();
        budget.Walked(account, TimeSpan.FromHours(10), 0);
        Assert.Equal(_options.StretchedIntervalMax, budget.Interval(account, TimeSpan.FromSeconds(60), Megabyte, 1_000));
    }

    [Fact]
    public void AWalkThatNeverBeganLeavesNothingReserved()
    {
        var budget = new WalkBudget(_options);
        for (var i = 0; i < 1_000; i++)
        {
            var account = budget.Join();
            budget.Interval(account, TimeSpan.FromSeconds(60), 1_000 * Megabyte, 0);
            Assert.Equal(WalkAnswer.Go, budget.Ask(account, 0));
            budget.Leave(account);
        }
    }

    [Fact]
    public void WhoHasWaitedLongestForItsIntervalGoesFirst()
    {
        var budget = new WalkBudget(_options);
        var (early, late) = (budget.Join(), budget.Join());
        foreach (var account in new[] { early, late }) budget.Interval(account, TimeSpan.FromSeconds(60), 1_000 * Megabyte, 0);
        budget.Walked(early, TimeSpan.FromSeconds(2.9), 1_000);
        budget.Walked(late, TimeSpan.FromSeconds(2.9), 2_000);

        // The window has no room for a third walk; both wait. Once the first walk has left it, there is room for one of them.
        Assert.Equal(WalkAnswer.Wait, budget.Ask(early, 600_000));
        Assert.Equal(WalkAnswer.Wait, budget.Ask(late, 600_000));
        const long now = 602_500;
        Assert.Equal(WalkAnswer.Wait, budget.Ask(early, now - 600));
        Assert.Equal(WalkAnswer.Wait, budget.Ask(late, now));
        Assert.Equal(WalkAnswer.Go, budget.Ask(early, now));
    }

    [Fact]
    public void EveryFaultOfTheOptionsIsNamed()
    {
        var options = new WalkBudgetOptions { CpuShareMax = double.NaN, CpuWindow = TimeSpan.Zero, ProcessShareMax = 2, StretchedIntervalMax = TimeSpan.Zero, HeapBytesMax = 0 };
        Assert.Equal(5, options.Validate().Count);
        Assert.Empty(new WalkBudgetOptions().Validate());
    }
}
