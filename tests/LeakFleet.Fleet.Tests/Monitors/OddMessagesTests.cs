using FsCheck;
using FsCheck.Fluent;
using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Monitors;

/// <summary>What a process says, out of order, twice, with holes, by a clock that is set, in figures that cannot be: it is judged by what it really held.</summary>
public sealed class OddMessagesTests
{
    private const int Minutes = 180;

    /// <summary>The widest bucket that three hours of minutes make.</summary>
    private const long BucketMinutes = 20;

    private static readonly FleetOptions Options = new();

    [Fact]
    public void EveryMessageTwiceSaysTheSame()
    {
        var (once, twice) = (Monitor(), Monitor());
        var feed = new Feed((data, now) =>
        {
            twice.Observe(data, now);
            twice.Observe(data, now);
            return once.Observe(data, now);
        });
        feed.Run(Minutes, Scenarios.Leak);
        Assert.NotNull(once.Summary().Finding);
        Assert.Equivalent(once.Summary(), twice.Summary(), strict: true);
    }

    [Fact]
    public void NeighboursThatChangePlacesHideNoLeakAndMakeNone()
    {
        Assert.Equal("Shop.Order", Swapped(Scenarios.Leak)?.Type);
        Assert.Null(Swapped(Scenarios.Steady));

        static Finding? Swapped(Func<long, IReadOnlyList<TypeRow>> rows)
        {
            var monitor = Monitor();
            for (var minute = 1; minute < Minutes; minute++)
            {
                var swapped = minute % 2 == 0 ? minute - 1 : minute + 1;
                var data = Histograms.Message(swapped + 1, Histograms.Of(rows(swapped)), swapped);
                monitor.Observe(data, data.UnixMilliseconds);
            }

            return monitor.Summary().Finding;
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(90)]
    [InlineData(600)]
    public void SilencesAreNeitherGrowthNorItsEnd(int silent)
    {
        Assert.Equal("Shop.Order", Interrupted(Scenarios.Leak)?.Type);
        Assert.Null(Interrupted(Scenarios.Steady));

        Finding? Interrupted(Func<long, IReadOnlyList<TypeRow>> rows)
        {
            var monitor = Monitor();
            var feed = new Feed(monitor.Observe);
            for (var part = 0; part < 4; part++)
            {
                feed.Run(60, rows);
                feed.Minutes += silent;
            }

            return monitor.Summary().Finding;
        }
    }

    [Theory]
    [InlineData(45)]
    [InlineData(-45)]
    [InlineData(-3000)]
    public void AClockThatIsSetMakesNoLeakAndALeakIsFoundByTheNewTime(int jump)
    {
        Assert.Equal("Shop.Order", Set(Scenarios.Leak)?.Type);
        Assert.Null(Set(Scenarios.Steady));

        Finding? Set(Func<long, IReadOnlyList<TypeRow>> rows)
        {
            var monitor = Monitor();
            for (var minute = 1; minute < 2 * Minutes; minute++)
            {
                var data = Histograms.Message(minute + 1, Histograms.Of(rows(minute)), minute < 60 ? minute : minute + jump);
                monitor.Observe(data, Histograms.Start + minute * Histograms.Minute);
            }

            return monitor.Summary().Finding;
        }
    }

    [Fact]
    public void NegativeSizesCountAsNone()
    {
        var (odd, none) = (Monitor(), Monitor());
        var (oddFeed, noneFeed) = (new Feed(odd.Observe), new Feed(none.Observe));
        oddFeed.Run(Minutes, minute => [.. Scenarios.Leak(minute), Histograms.Row("Shop.Odd", -5, -1_000_000 * minute), Histograms.Row("Shop.Least", long.MinValue, long.MinValue)]);
        noneFeed.Run(Minutes, minute => [.. Scenarios.Leak(minute), Histograms.Row("Shop.Odd", 0, 0), Histograms.Row("Shop.Least", 0, 0)]);
        Assert.NotNull(odd.Summary().Finding);
        Assert.Equivalent(none.Summary().Finding, odd.Summary().Finding, strict: true);
    }

    [Fact]
    public void CountersOfTheRuntimeThatAreResetAreNoLeak()
    {
        var monitor = Monitor();
        var feed = new Feed(monitor.Observe);
        for (var minute = 0; minute < 2 * Minutes; minute++)
        {
            feed.Run(1, Scenarios.Steady);
            // Handles and collections counted from nothing again each three quarters of an hour.
            var counted = minute % 45;
            feed.Say(new Collections([new Collection(
                counted, 2, 0, 1, Histograms.Start + feed.Minutes * Histograms.Minute, 1500, new GenerationValues(1, 2, 3, 4, 5, 6), 7, -1, 8, 9)
            {
                HandleCount = 100 + 20 * counted,
            }]));
        }

        Assert.Null(monitor.Summary().Finding);
    }

    [Fact]
    public void WhatIsTwiceAsLargeGrowsTwiceAsFastAndIsTheSameLeak() => Check(seed =>
    {
        var factor = 1L << seed % 6;
        var detection = new DetectionOptions();
        detection.BytesPerHourMin *= factor;
        var options = new FleetOptions { Detection = detection };
        var (one, other) = (Played(seed, 1, 0, Options), Played(seed, factor, 0, options));
        return one?.Fingerprint == other?.Fingerprint && (one is null || Math.Abs(other!.BytesPerHour / one.BytesPerHour / factor - 1) < 0.01);
    });

    [Fact]
    public void AnotherDayIsTheSameLeak() => Check(seed =>
    {
        var days = seed % 4000;
        var (one, other) = (Played(seed, 1, 0, Options), Played(seed, 1, days * 24 * 60 / BucketMinutes * BucketMinutes, Options));
        return one?.Fingerprint == other?.Fingerprint && one?.BytesPerHour == other?.BytesPerHour && one?.PValue == other?.PValue;
    });

    /// <summary>Some leak, some only move: three hours of them.</summary>
    private static Finding? Played(int seed, long factor, long later, FleetOptions options)
    {
        var random = new Random(seed);
        // Far above what the smallest type must hold to be compared with, whatever the factor.
        var (slope, swing) = (random.Next(3) * random.Next(20_000, 400_000), random.Next(1, 400_000));
        var monitor = new ProcessMonitor(Histograms.Key(), options);
        for (var minute = 1; minute <= Minutes; minute++)
        {
            List<TypeRow> rows = [.. Enumerable.Range(0, 20).Select(i => Histograms.Row($"Shop.Around{i}", 100, factor * (1_000_000L * (i + 1) + random.Next(-5000, 5000))))];
            rows.Add(Histograms.Row("Shop.Order", 1000 + minute, factor * (1_000_000 + minute * slope + random.Next(swing))));
            var data = Histograms.Message(minute + 1, Histograms.Of(rows), minute + later);
            monitor.Observe(data, data.UnixMilliseconds);
        }

        return monitor.Summary().Finding;
    }

    private static ProcessMonitor Monitor() => new(Histograms.Key(), Options);

    private static void Check(Func<int, bool> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(1, 3).WithQuietOnSuccess(true));
}
