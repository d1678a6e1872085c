namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class ThinnedIntakeTests
{
    private readonly ProcessMonitor _monitor = new(Histograms.Key(), new FleetOptions());

    [Fact]
    public void AnOverloadedHostTakesInLessOfThePastAndFindsTheSameLeak()
    {
        var thinned = 0;
        var feed = new Feed((data, now) =>
        {
            var observation = _monitor.Observe(data, now, isThin: true);
            if (observation.IsThinned) thinned++;
            return observation;
        });
        feed.Say(Histograms.Description());
        feed.Run(120, Scenarios.Leak);

        Assert.InRange(thinned, 80, 119);
        Assert.Equal((120, "Shop.Order"), (_monitor.Summary().Histograms, _monitor.Summary().Finding?.Type));
        var expected = 60.0 * (700 * 48 + 1400 * 60);
        Assert.InRange(_monitor.Summary().Finding!.BytesPerHour, expected * 0.9, expected * 1.1);
    }
}
