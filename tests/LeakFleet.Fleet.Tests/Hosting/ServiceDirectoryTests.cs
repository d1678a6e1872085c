using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Hosting;

public sealed class ServiceDirectoryTests
{
    [Fact]
    public void ServicesThatAProcessLeftAreForgottenThoughNobodyAsks()
    {
        var directory = new ServiceDirectory(new FleetOptions());
        for (var i = 0; i < 100; i++) directory.Report(Report($"service-{i}"), i == 0 ? null : $"service-{i - 1}");
        Assert.Equal(1, directory.Count);
        Assert.Equal("service-99", Assert.Single(directory.Services()).Service);
    }

    [Fact]
    public void AServiceWhoseLastProcessIsForgottenLeavesTheIndexToo()
    {
        var directory = new ServiceDirectory(new FleetOptions());
        directory.Report(Report("shop"), null);
        Assert.Single(directory.Services());
        directory.Forget("shop", Histograms.Key());
        Assert.Empty(directory.Services());
        Assert.Equal(0, directory.Count);
    }

    private static ProcessReport Report(string service) => new(Histograms.Key(), service, "1.0", Verdict.Healthy, false, [], Histograms.Start);
}
