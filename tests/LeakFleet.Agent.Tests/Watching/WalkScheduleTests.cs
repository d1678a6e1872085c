using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class WalkScheduleTests
{
    private const long Fresh = WalkSchedule.FreshMillisecondsMax;

    private readonly WalkSchedule _schedule = new(1_000, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(600));

    [Fact]
    public void TheFirstWalkComesSoonAfterAttaching()
    {
        Assert.False(_schedule.IsDue(3_999));
        Assert.True(_schedule.IsDue(4_000));
        Assert.False(_schedule.IsAfterGen2(4_000));
    }

    [Fact]
    public void AGen2AfterTheShortestIntervalIsAnsweredAtOnce()
    {
        _schedule.Walked(10_000, succeeded: true);
        _schedule.Gen2Finished(70_500);
        Assert.True(_schedule.IsDue(70_500));
        Assert.True(_schedule.IsAfterGen2(70_500));
    }

    [Fact]
    public void AGen2WithinTheShortestIntervalIsNotMadeUpFor()
    {
        _schedule.Walked(10_000, succeeded: true);
        _schedule.Gen2Finished(30_000);
        Assert.False(_schedule.IsDue(30_000));
        Assert.False(_schedule.IsDue(70_000));
        _schedule.Gen2Finished(70_000 - Fresh + 1);
        Assert.True(_schedule.IsDue(70_000));
    }

    [Fact]
    public void WithoutAGen2TheLongestIntervalCounts()
    {
        _schedule.Walked(10_000, succeeded: true);
        Assert.False(_schedule.IsDue(609_999));
        Assert.True(_schedule.IsDue(610_000));
        Assert.False(_schedule.IsAfterGen2(610_000));
    }

    [Fact]
    public void OneGen2IsOneWalk()
    {
        _schedule.Gen2Finished(4_000);
        _schedule.Walked(4_100, succeeded: true);
        Assert.False(_schedule.IsAfterGen2(4_200));
    }

    [Fact]
    public void AWalkThatWaitedTooLongForItsTurnDoesNotClaimToFollowAGen2()
    {
        _schedule.Gen2Finished(10_000);
        Assert.True(_schedule.IsAfterGen2(10_000 + Fresh));
        Assert.False(_schedule.IsAfterGen2(10_001 + Fresh));
    }

    [Fact]
    public void FailuresAreTriedEverLessOftenUntilOneSucceeds()
    {
        _schedule.Walked(0, succeeded: false);
        Assert.False(DueAfterGen2(119_999));
        Assert.True(DueAfterGen2(120_000));
        _schedule.Walked(120_000, succeeded: false);
        Assert.False(DueAfterGen2(359_999));
        for (var i = 0; i < 10; i++) _schedule.Walked(0, succeeded: false);
        Assert.True(DueAfterGen2(600_000));
        _schedule.Walked(600_000, succeeded: true);
        Assert.True(DueAfterGen2(660_000));
    }

    [Fact]
    public void AProcessWhoseWalksOnlyWaitMayHoldTheLaneForAHundredthOfTheTime()
    {
        _schedule.Walked(10_000, succeeded: false, TimeSpan.FromSeconds(20));
        Assert.False(_schedule.IsDue(1_509_999));
        Assert.False(DueAfterGen2(1_509_999));
        Assert.True(_schedule.IsDue(1_510_000));
        _schedule.Walked(1_510_000, succeeded: true, TimeSpan.FromSeconds(4));
        Assert.True(DueAfterGen2(1_570_000));
    }

    [Fact]
    public void AStretchedIntervalHoldsBackBothKindsOfWalk()
    {
        _schedule.Walked(0, succeeded: true);
        _schedule.Stretch(TimeSpan.FromSeconds(1_000));
        Assert.False(DueAfterGen2(999_999));
        Assert.True(DueAfterGen2(1_000_000));
        _schedule.Walked(1_000_000, succeeded: true);
        Assert.False(_schedule.IsDue(2_499_999));
        Assert.True(_schedule.IsDue(2_500_000));
        Assert.False(_schedule.IsAfterGen2(2_500_000));
    }

    [Fact]
    public void AProcessWantsToBeWalkedAsOftenAsItCollects()
    {
        Assert.Equal(600, _schedule.Wanted(5_000).TotalSeconds);
        _schedule.Gen2Finished(10_000);
        _schedule.Gen2Finished(110_000);
        Assert.Equal(100, _schedule.Wanted(110_000).TotalSeconds);
        Assert.Equal(150, _schedule.Wanted(260_000).TotalSeconds);
        _schedule.Gen2Finished(261_000);
        _schedule.Gen2Finished(262_000);
        Assert.Equal(60, _schedule.Wanted(262_000).TotalSeconds);
        Assert.Equal(600, _schedule.Wanted(10_000_000).TotalSeconds);
    }

    private bool DueAfterGen2(long nowMilliseconds)
    {
        _schedule.Gen2Finished(nowMilliseconds);
        return _schedule.IsDue(nowMilliseconds);
    }
}
