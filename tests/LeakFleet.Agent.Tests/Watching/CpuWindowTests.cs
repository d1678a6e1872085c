using LeakFleet.Agent.Watching;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class CpuWindowTests
{
    private readonly CpuWindow _window = new(TimeSpan.FromSeconds(600));

    [Fact]
    public void WhatIsSpentCountsForAWindowAndAtMostASlotLonger()
    {
        _window.Add(10_500, TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), _window.Spent(610_500));
        Assert.Equal(TimeSpan.Zero, _window.Spent(611_500));
    }

    [Fact]
    public void ALongGapForgetsAll()
    {
        _window.Add(0, TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, _window.Spent(long.MaxValue / 4));
    }

    [Fact]
    public void ItIsNeverLessThanAnExactWindowAndNeverMoreThanASlotLonger()
    {
        var random = new Random(7);
        var spent = new List<(long At, long Ticks)>();
        long now = 5;
        for (var i = 0; i < 5_000; i++)
        {
            now += random.Next(0, 2_000);
            spent.Add((now, random.Next(1, 100)));
            _window.Add(now, new TimeSpan(spent[^1].Ticks));
            now += random.Next(0, 500);
            var told = _window.Spent(now).Ticks;
            Assert.InRange(told, Exact(600_000), Exact(601_000));
        }

        long Exact(long window) => spent.Where(s => s.At > now - window).Sum(s => s.Ticks);
    }
}
