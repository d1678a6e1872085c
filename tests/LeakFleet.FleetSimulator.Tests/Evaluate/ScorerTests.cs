using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Evaluate;

namespace LeakFleet.FleetSimulator.Tests.Evaluate;

public sealed class ScorerTests
{
    [Fact]
    public void AnAlarmOfTheRightKindAfterTheStartFindsTheLeak()
    {
        var score = Score([HandMade.Label(startHour: 10)], Opened(12, HandMade.Growing));
        var leak = Assert.Single(score.Leaks);
        Assert.True(leak.IsFound);
        Assert.Equal(2, leak.DelayHours, 3);
        Assert.True(leak.TypeRight);
        Assert.Empty(score.FalseAlarms);
    }

    [Fact]
    public void AnAlarmBeforeTheStartIsFalseAndFindsNothing()
    {
        var score = Score([HandMade.Label(startHour: 10)], Opened(9, HandMade.Growing));
        Assert.False(Assert.Single(score.Leaks).IsFound);
        Assert.False(Assert.Single(score.FalseAlarms).OnLeaking);
    }

    [Fact]
    public void AnotherTypeOfTheRightKindFindsTheLeakAndNamesItWrong() =>
        Assert.False(Assert.Single(Score([HandMade.Label()], Opened(3, "Shop.Page")).Leaks).TypeRight);

    [Fact]
    public void TheSameLeakUnderASecondNameIsNeitherFoundAgainNorFalse()
    {
        var score = Score([HandMade.Label()], Opened(3, HandMade.Growing), Opened(5, "Shop.Order[]"));
        Assert.Equal(3 - Scorer.WarmUpMilliseconds / (double)HandMade.Hour, Assert.Single(score.Leaks).DelayHours, 3);
        Assert.Empty(score.FalseAlarms);
    }

    [Fact]
    public void AnotherKindOnALeakingProcessIsFalseButNoAlarmOnAHealthyOne()
    {
        var score = Score([HandMade.Label()], Opened(3, "", "threads"));
        Assert.False(Assert.Single(score.Leaks).IsFound);
        Assert.True(Assert.Single(score.FalseAlarms).OnLeaking);
    }

    [Fact]
    public void WhatALeakMovesAsWellIsNeitherFoundNorFalse()
    {
        var score = Score([HandMade.Label(kind: "threads")], Opened(3, "", "native"));
        Assert.False(Assert.Single(score.Leaks).IsFound);
        Assert.Empty(score.FalseAlarms);
    }

    [Fact]
    public void ProcessesThatDoNotLeakAreAccusedWhenATrueAlarmNamesThem() =>
        Assert.Equal([HandMade.Key(2)], Score([HandMade.Label()], Opened(3, HandMade.Growing, "managed-type", 1, 2)).Accused);

    [Fact]
    public void AnAlarmThatComesBackWithinADayIsTheSameOne()
    {
        var score = Score([], Opened(3, "Shop.Page"), Opened(20, "Shop.Page"), Opened(60, "Shop.Page"));
        Assert.Equal([2, 1], score.FalseAlarms.Select(alarm => alarm.Openings));
    }

    [Fact]
    public void ALeakFoundAfterThreeDaysIsMissed() => Assert.False(Assert.Single(Score([HandMade.Label()], Opened(73, HandMade.Growing)).Leaks).IsFound);

    [Fact]
    public void AForecastIsHeldAgainstWhenTheLimitIsReached()
    {
        var label = HandMade.Label(limitHour: 20);
        var claim = Claim(HandMade.Growing) with { HoursToLimitLow = 5, HoursToLimitHigh = 12 };
        var log = new AlarmLog();
        // Made at 4, 10, 16 and 22 hours: true are 16, 10 and 4 hours, and the last comes too late to be one.
        for (var hour = 4.0; hour < 24; hour += 0.25) log.See([claim], HandMade.At(hour));
        var leak = Assert.Single(Scorer.Score([label], log.Alarms, Lives()).Leaks);
        Assert.Equal((3, 1), (leak.Forecasts.Count, leak.Forecasts.Count(forecast => forecast.IsCovered)));
    }

    [Fact]
    public void AMissedRegressionNamedNoVersion()
    {
        Assert.False(Assert.Single(Score([HandMade.Label(firstVersion: "2.0")]).Leaks).VersionRight);
        Assert.Null(Assert.Single(Score([HandMade.Label()]).Leaks).VersionRight);
    }

    [Fact]
    public void TheVersionIsTheOneSaidADayAfterTheAlarm()
    {
        var log = new AlarmLog();
        for (var hour = 4.0; hour < 40; hour += 0.25)
            log.See([Claim(HandMade.Growing) with { FirstVersion = hour switch { < 10 => "", < 30 => "2.0", _ => "1.0" } }], HandMade.At(hour));
        Assert.True(Assert.Single(Scorer.Score([HandMade.Label(firstVersion: "2.0")], log.Alarms, Lives()).Leaks).VersionRight);
    }

    private static ServiceScore Score(IReadOnlyList<LeakLabel> leaks, params (double Hour, Claim Claim)[] alarms)
    {
        var log = new AlarmLog();
        foreach (var (hour, claim) in alarms) log.See([claim], HandMade.At(hour));
        return Scorer.Score(leaks, log.Alarms, Lives());
    }

    private static ProcessLives Lives()
    {
        var lives = new ProcessLives();
        foreach (var data in HandMade.Service("shop", 1, 2, (_, _) => 10).Messages) lives.See(data, data.UnixMilliseconds);
        return lives;
    }

    private static (double Hour, Claim Claim) Opened(double hour, string type, string kind = "managed-type", params int[] processes) =>
        (hour, Claim(type, kind, processes));

    private static Claim Claim(string type, string kind = "managed-type", params int[] processes) =>
        new($"{kind}|{type}", kind, type, [.. (processes.Length == 0 ? [1] : processes).Select(HandMade.Key)]);
}
