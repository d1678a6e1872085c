namespace LeakFleet.Agent.Tests;

public sealed class AgentHostTests
{
    [Fact]
    public void ALaterRunHasTheLaterEpochAlsoWhenTheWallClockWasSetBack()
    {
        var first = AgentHost.Epoch(new Clocks(DateTimeOffset.UnixEpoch.AddYears(50), millisecondsSinceBoot: 60_000));
        var second = AgentHost.Epoch(new Clocks(DateTimeOffset.UnixEpoch.AddYears(40), millisecondsSinceBoot: 60_001));
        Assert.Equal((60_000, 60_001), (first, second));
    }

    [Fact]
    public void AnEpochCountsFromTheBoot()
    {
        var uptimeMilliseconds = Environment.TickCount64;
        Assert.InRange(AgentHost.Epoch(TimeProvider.System), uptimeMilliseconds - 60_000, uptimeMilliseconds + 60_000);
    }

    private sealed class Clocks(DateTimeOffset wall, long millisecondsSinceBoot) : TimeProvider
    {
        public override long TimestampFrequency => 1000;

        public override DateTimeOffset GetUtcNow() => wall;

        public override long GetTimestamp() => millisecondsSinceBoot;
    }
}
