using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Tests.Charts;

public sealed class TickTests
{
    [Theory]
    [InlineData(0, 48.0 * 1024 * 1024, "0, 20 MiB, 40 MiB, 60 MiB")]
    [InlineData(0, 800, "0, 200 B, 400 B, 600 B, 800 B")]
    [InlineData(0, 3, "0, 1 B, 2 B, 3 B")]
    [InlineData(0, 1.2 * 1024 * 1024, "0, 0.5 MiB, 1.0 MiB, 1.5 MiB")]
    [InlineData(0, 9.6 * 1024, "0, 2.5 KiB, 5.0 KiB, 7.5 KiB, 10.0 KiB")]
    [InlineData(1020 * 1024, 1023 * 1024, "1020 KiB, 1021 KiB, 1022 KiB, 1023 KiB")]
    public void BytesHaveRoundTicksInOneUnit(double min, double max, string expected) =>
        Assert.Equal(expected, string.Join(", ", ByteTicks.Around(min, max, 4).Select(t => t.Label)));

    [Theory]
    [InlineData(0, 60_000, "1 Jan, 00:00:15, 00:00:30, 00:00:45, 00:01:00")]
    [InlineData(36_000_000, 43_200_000, "10:00, 10:30, 11:00, 11:30, 12:00")]
    [InlineData(0, 4 * 86_400_000L, "1 Jan, 2 Jan, 3 Jan, 4 Jan, 5 Jan")]
    public void TimesHaveRoundTicks(long from, long to, string expected) =>
        Assert.Equal(expected, string.Join(", ", TimeTicks.Within(from, to, 5).Select(t => t.Label)));

    [Fact]
    public void NoTicksForNoTime() => Assert.Empty(TimeTicks.Within(5, 5, 5));

    [Fact]
    public void AllOfTimeHasAFewTicks() => Assert.InRange(TimeTicks.Within(long.MinValue, long.MaxValue, 5).Count, 1, 5);
}
