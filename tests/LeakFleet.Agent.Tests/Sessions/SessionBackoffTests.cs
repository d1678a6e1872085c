using LeakFleet.Agent.Sessions;

namespace LeakFleet.Agent.Tests.Sessions;

public sealed class SessionBackoffTests
{
    [Fact]
    public void FailuresWaitEverLongerUpToABoundAndASessionThatHeldStartsAnew()
    {
        var backoff = new SessionBackoff();
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 120, 120], Enumerable.Range(0, 9).Select(_ => backoff.Next(TimeSpan.Zero).TotalSeconds));
        Assert.Equal(SessionBackoff.First, backoff.Next(SessionBackoff.HeldAfter));
    }
}
