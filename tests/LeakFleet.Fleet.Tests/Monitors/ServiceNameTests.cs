namespace LeakFleet.Fleet.Tests.Monitors;

/// <summary>The name of a service is a key, also in a database that does not store every text.</summary>
public sealed class ServiceNameTests
{
    [Fact]
    public void NoControlCharacterGetsIntoAKey()
    {
        Assert.Equal("shop", Named("shop"));
        Assert.Equal("sh op", Named("sh\0op"));
        Assert.Equal(" ", Named("\0"));
        Assert.Equal("shop  ", Named("shop\n\u0085"));

        static string Named(string told)
        {
            var monitor = new ProcessMonitor(Histograms.Key(), new FleetOptions());
            monitor.Observe(Histograms.Message(1, Histograms.Description(told)), Histograms.Start);
            return monitor.Report().Service;
        }
    }

    [Fact]
    public void ANameSaidAgainIsNoOtherService()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), new FleetOptions());
        monitor.Observe(Histograms.Message(1, Histograms.Description("sh\0op")), Histograms.Start);
        Assert.Null(monitor.Observe(Histograms.Message(2, Histograms.Description("sh\0op")), Histograms.Start).FormerService);
    }
}
