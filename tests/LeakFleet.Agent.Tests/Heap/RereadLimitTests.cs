using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class RereadLimitTests
{
    private static readonly HeapRegion Young = new(0x1000_0000, 0x1010_0000, HeapPlace.Gen0);
    private static readonly HeapRegion Old = new(0x2000_0000, 0x2010_0000, HeapPlace.Gen2);

    private readonly HeapWalkOptions _options = new() { RoundsMax = 3, SurvivorRoundsMax = 5 };

    [Fact]
    public void WithNothingToReadAndNoCollectionAWalkIsOver() => Assert.Equal(1, RoundsUntilGivenUp([], wasCollected: false));

    [Fact]
    public void AfterACollectionEvenAnEmptyListIsConfirmed() => Assert.Equal(3, RoundsUntilGivenUp([], wasCollected: true));

    [Fact]
    public void SurvivorsAreWorthMoreRounds()
    {
        Assert.Equal(3, RoundsUntilGivenUp([Young], wasCollected: true));
        Assert.Equal(5, RoundsUntilGivenUp([Young, Old], wasCollected: true));
    }

    [Fact]
    public void WhatFailsWithoutACollectionIsNotTriedForLong() => Assert.Equal(3, RoundsUntilGivenUp([Old], wasCollected: false));

    [Fact]
    public void OneFailureWithoutACollectionAfterManyWithIsTriedAgain()
    {
        var limit = new RereadLimit(_options, [Old]);
        using var pass = new RegionPass((_, _) => 0, 0, new HeapWalkOptions(), new WalkCpu());

        while (limit.Rounds < _options.RoundsMax) Assert.True(limit.Allows([Old], wasCollected: true, pass));

        Assert.True(limit.Allows([Old], wasCollected: false, pass));
    }

    private int RoundsUntilGivenUp(HeapRegion[] unread, bool wasCollected)
    {
        using var pass = new RegionPass((_, _) => 0, 0, _options, new WalkCpu());
        var limit = new RereadLimit(_options, [Young, Old]);
        while (limit.Allows(unread, wasCollected, pass)) Assert.True(limit.Rounds < 100);
        return limit.Rounds;
    }
}
