using LeakFleet.Silo.Hosting;

namespace LeakFleet.Silo.Tests.Hosting;

public sealed class OverloadTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly Overload _overload = new();

    [Fact]
    public void OneBadIntervalChangesNothing()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.False(_overload.Observe(i % 3 == 0 ? Slow : Quick, 0.1));
            Assert.False(_overload.IsOn);
        }
    }

    [Fact]
    public void FramesThatWaitLongBeginItAndOnlyALongQuietTimeEndsIt()
    {
        Assert.Equal([false, false, true], Observe(Slow, 0.1, Overload.BadMin));
        Assert.All(Observe(Quick, 0.1, Overload.GoodMin - 1), Assert.False);
        // Neither good nor bad: the quiet time begins anew.
        Assert.False(_overload.Observe(TimeSpan.FromMilliseconds(100), 0.1));
        Assert.True(_overload.IsOn);
        Assert.Equal(Overload.GoodMin - 1, Observe(Quick, 0.1, Overload.GoodMin).IndexOf(true));
        Assert.False(_overload.IsOn);
    }

    [Fact]
    public void MemoryThatRunsOutBeginsItHoweverQuickFramesAre()
    {
        Observe(Quick, 0.9, Overload.BadMin);
        Assert.True(_overload.IsOn);
        Observe(Quick, 0.8, 100);
        Assert.True(_overload.IsOn);
    }

    private List<bool> Observe(TimeSpan wait, double memory, int times) => [.. Enumerable.Range(0, times).Select(_ => _overload.Observe(wait, memory))];
}
