using FsCheck;
using FsCheck.Fluent;

namespace LeakFleet.Detection.Tests;

public sealed class ReplicaTestTests
{
    private const int Runs = 40;

    private static readonly DetectionOptions Options = new();

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void ASlowLeakInAllReplicasIsFoundWithinADay(double staggerHours) =>
        Assert.InRange(Share(new SimulatedReplicas { Leak = 0.005, StaggerHours = staggerHours, Load = staggerHours > 0 ? 0.3 : 0.05 }, r => r.Verdict == Verdict.Leak), 0.85, 1);

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(0, 0.3)]
    [InlineData(12, 0.0)]
    [InlineData(12, 1.0)]
    public void ReplicasThatOnlyMoveWithTheLoadDoNotLeak(double staggerHours, double load) =>
        Assert.InRange(Share(new SimulatedReplicas { Load = load, StaggerHours = staggerHours }, r => r.Verdict == Verdict.Leak), 0, 0.05);

    [Fact]
    public void OldReplicasAgainstYoungShowALeakThatALargeWaveOfLoadHidesFromTheClock()
    {
        var hidden = new SimulatedReplicas { Leak = 0.005, Load = 1, Noise = 0.5, Hours = 48 };
        Assert.InRange(Share(hidden with { StaggerHours = 24 }, r => r.Verdict == Verdict.Leak), 0.75, 1);
    }

    [Fact]
    public void AMorningsRiseInReplicasOfAllAgesIsCalledLoad()
    {
        var morning = new SimulatedReplicas { Load = 2, Hours = 12, StaggerHours = 6, Noise = 0.05 };
        Assert.InRange(Share(morning, r => r.IsLoadDriven), 0.5, 1);
        Assert.InRange(Share(morning with { Leak = 0.02, Load = 0.3 }, r => r.IsLoadDriven), 0, 0.02);
    }

    [Fact]
    public void AWarmUpOfSixHoursIsNoLeakADayLater() =>
        Assert.InRange(Share(new SimulatedReplicas { WarmUpHours = 6, StaggerHours = 12 }, r => r.Verdict == Verdict.Leak), 0, 0.05);

    [Fact]
    public void ACacheOfKeysThatRecurIsNoLeakAlthoughItNeverStops()
    {
        var cache = new SimulatedReplicas { KeysOfADay = 0.15, StaggerHours = 20, Hours = 40, Load = 0.05, Noise = 0.02 };
        Assert.InRange(Share(cache, r => r.Verdict == Verdict.Leak), 0, 0.1);
        Assert.InRange(Share(cache with { KeysOfADay = 0, Leak = 0.15 / 24 }, r => r.Verdict == Verdict.Leak), 0.9, 1);
    }

    [Theory]
    [InlineData(14, 8, false)]
    [InlineData(18, 0, true)]
    [InlineData(14, 26, true)]
    public void AMorningAfterAQuietNightMayBeLoadUntilItLastsForLongerOrAWholeDayWasSeenBefore(int risingHours, int quietHours, bool isBeyondLoad)
    {
        const long Hour = 3_600_000;
        var result = ReplicaTest.Judge(new SimulatedReplicas { Leak = 0.01, Hours = 48 }.Make(7), Options) with
        {
            IsUnexplained = false,
            AgePValue = null,
            SpanMilliseconds = (risingHours + quietHours) * Hour,
            RisingMilliseconds = risingHours * Hour,
        };
        Assert.Equal(isBeyondLoad, result.IsBeyondLoad(Options.Significance));
    }

    [Fact]
    public void OneBadReplicaOfTwentyIsNoGrowthOfTheService() =>
        Assert.InRange(Share(new SimulatedReplicas { Leak = 0.02, Leaks = i => i == 3 }, r => r.Verdict == Verdict.Leak), 0, 0);

    [Fact]
    public void ASharedLoadIsToldFromReplicasThatGoTheirOwnWays()
    {
        var shared = ReplicaTest.Judge(new SimulatedReplicas { Load = 1, Noise = 0.02, Hours = 72 }.Make(1), Options).SharedLoad;
        var own = ReplicaTest.Judge(new SimulatedReplicas { Load = 0 }.Make(1), Options).SharedLoad;
        Assert.InRange(shared, 0.7, 1);
        Assert.InRange(own, -0.1, 0.1);
    }

    [Fact]
    public void ATypeThatFewReplicasNoticedIsNotJudgedByThoseAlone()
    {
        var replicas = new SimulatedReplicas { Leak = 0.02 }.Make(1).Select((r, i) => i < 6 ? r : r with { Profile = null }).ToList();
        Assert.Equal(Verdict.Learning, ReplicaTest.Judge(replicas, Options).Verdict);
    }

    [Fact]
    public void TheSlopeIsThatOfTheLeak()
    {
        var result = ReplicaTest.Judge(new SimulatedReplicas { Leak = 0.01, Hours = 48, StaggerHours = 24 }.Make(7), Options);
        Assert.InRange(result.SlopePerHour, 0.85e6, 1.15e6);
        Assert.InRange(1e6, result.SlopeLow, result.SlopeHigh);
        Assert.Equal(20, result.Replicas);
    }

    [Fact]
    public void TheOrderOfTheReplicasChangesNothing() => Check(seed =>
    {
        var replicas = new SimulatedReplicas { Count = 8, Leak = 0.003, StaggerHours = 10 }.Make(seed);
        var shuffled = replicas.ToArray();
        new Random(seed).Shuffle(shuffled);
        return ReplicaTest.Judge(replicas, Options) == ReplicaTest.Judge(shuffled, Options);
    });

    [Fact]
    public void ShiftingTheClockByWholeStepsChangesNothingButTheTime() => Check(seed =>
    {
        var replicas = new SimulatedReplicas { Count = 6, Leak = 0.003, StaggerHours = 10 }.Make(seed);
        // A multiple of every step's width.
        const long Shift = 300_000L << 20;
        var shifted = replicas.Select(r => r with
        {
            StartedUnixMilliseconds = r.StartedUnixMilliseconds + Shift,
            FromUnixMilliseconds = r.FromUnixMilliseconds + Shift,
            ToUnixMilliseconds = r.ToUnixMilliseconds + Shift,
            Profile = r.Profile! with { FromUnixMilliseconds = r.Profile.FromUnixMilliseconds + Shift },
        }).ToList();
        var (one, other) = (ReplicaTest.Judge(replicas, Options), ReplicaTest.Judge(shifted, Options));
        return one.Verdict == other.Verdict && one.PValue == other.PValue && one.SlopePerHour == other.SlopePerHour;
    });

    [Fact]
    public void WhateverTheProfilesHoldNothingIsThrown() => Check(seed =>
    {
        var random = new Random(seed);
        float[] values = [float.NaN, -1, 0, float.PositiveInfinity, float.MaxValue, 1e6f, 2e6f];
        var replicas = Enumerable.Range(0, random.Next(8)).Select(i =>
        {
            var from = random.Next(3) == 0 ? 0 : Notation.Start + random.Next(100_000_000);
            var floors = Enumerable.Range(0, random.Next(49)).Select(_ => values[random.Next(values.Length)]).ToArray();
            var profile = new GrowthProfile("managed-type", "T", "", from, random.Next(4) == 0 ? 0 : 1 + random.Next(10_000_000), floors, values[random.Next(values.Length)], random.Next(300));
            return new ReplicaSeries($"{i}", random.Next(3) == 0 ? -1 : from - random.Next(10_000_000), from, from + random.Next(-1000, 500_000_000), random.Next(3) == 0 ? null : profile);
        }).ToList();
        var result = ReplicaTest.Judge(replicas, Options);
        return !double.IsNaN(result.PValue) && double.IsFinite(result.SlopePerHour);
    });

    private static double Share(SimulatedReplicas replicas, Func<ReplicaResult, bool> holds) =>
        Enumerable.Range(0, Runs).Count(seed => holds(ReplicaTest.Judge(replicas.Make(seed), Options))) / (double)Runs;

    private static void Check(Func<int, bool> holds) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithReplay(1, 3).WithQuietOnSuccess(true));
}
