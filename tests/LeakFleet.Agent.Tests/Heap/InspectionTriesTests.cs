using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class InspectionTriesTests
{
    private static readonly HeapWalk Good = new(null, null);
    private static readonly HeapWalk Bad = HeapWalk.Failed("it broke off");

    private readonly InspectionTries _tries = new();
    private int _walks;

    [Fact]
    public void AnInspectionThatBreaksOffOnceIsBegunAnew()
    {
        Assert.Same(Good, Walk(breaks: 1));
        Assert.Equal(2, _walks);
    }

    [Fact]
    public void WhatAlwaysBreaksCostsAFewTriesOnceAndThenOneAWalk()
    {
        Assert.Same(Bad, Walk(breaks: int.MaxValue));
        Assert.Equal(InspectionTries.Max, _walks);
        Assert.Same(Bad, Walk(breaks: int.MaxValue));
        Assert.Equal(InspectionTries.Max + 1, _walks);
    }

    [Fact]
    public void AfterAWalkThatLastedThereAreTriesAgain()
    {
        Walk(breaks: int.MaxValue);
        Walk(breaks: 0);
        _walks = 0;

        Assert.Same(Good, Walk(breaks: InspectionTries.Max - 1));
    }

    private HeapWalk Walk(int breaks)
    {
        var left = breaks;
        return _tries.Walk(() =>
        {
            _walks++;
            return left-- > 0 ? (Bad, true) : (Good, false);
        });
    }
}
