using LeakFleet.FleetSimulator.Evaluate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Tests.Evaluate;

public sealed class HostClockTests
{
    [Fact]
    public void OneNodeAheadDoesNotMoveTheHost()
    {
        var clock = new HostClock(HandMade.Start, HandMade.At(72));
        var now = 0L;
        for (var minute = 1; minute <= 120; minute++)
            for (var node = 1; node <= 4; node++)
                now = clock.Hear(new Data(HandMade.Key(node), 1, minute, 0, HandMade.Start + (minute + (node == 4 ? 90 : 0)) * 60_000L, new ProcessExited()));
        Assert.InRange(now, HandMade.At(119 / 60.0), HandMade.At(2));
    }

    [Fact]
    public void WhenTheOthersHaveGoneTheLastNodeIsBelieved()
    {
        var clock = new HostClock(HandMade.Start, HandMade.At(72));
        for (var node = 1; node <= 3; node++) clock.Hear(new Data(HandMade.Key(node), 1, 1, 0, HandMade.At(1), new ProcessExited()));
        Assert.Equal(HandMade.At(1), clock.Hear(new Data(HandMade.Key(1), 1, 2, 0, HandMade.At(9), new ProcessExited())));
        var now = 0L;
        for (var minute = 0; minute < 30; minute++) now = clock.Hear(new Data(HandMade.Key(1), 1, 3 + minute, 0, HandMade.At(9) + minute, new ProcessExited()));
        Assert.InRange(now, HandMade.At(9), HandMade.At(9) + 30);
    }
}
