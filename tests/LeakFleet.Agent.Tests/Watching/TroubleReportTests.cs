using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class TroubleReportTests
{
    private readonly TroubleReport _report = new();

    [Fact]
    public void ATroubleIsToldOnceItHasHeldAndItsEndAtOnce()
    {
        Assert.Null(_report.Observe("x", 0));
        Assert.Null(_report.Observe("x", TroubleReport.HoldMilliseconds - 1));
        Assert.Equal("x", _report.Observe("x", TroubleReport.HoldMilliseconds));
        Assert.Null(_report.Observe("x", 100_000));
        Assert.Equal("", _report.Observe("", 100_001));
        Assert.Null(_report.Observe("", 100_002));
    }

    [Fact]
    public void ATroubleThatPassesIsNeverTold()
    {
        Assert.Null(_report.Observe("x", 0));
        Assert.Null(_report.Observe("", 5_000));
        Assert.Null(_report.Observe("x", 7_000));
        Assert.Null(_report.Observe("x", 7_000 + TroubleReport.HoldMilliseconds - 1));
    }
}
