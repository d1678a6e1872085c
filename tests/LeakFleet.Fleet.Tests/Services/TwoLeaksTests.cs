using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class TwoLeaksTests
{
    private readonly ServiceMonitor _service = new("shop", new FleetOptions());

    [Fact]
    public void WhatOneProcessTellsApartStaysTwoLeaksAlthoughAnotherTakesThemForOne()
    {
        _service.Report(Report(1, Found("Shop.Order"), Found("Shop.Cart")));
        _service.Report(Report(2, Found("Shop.Order", "Shop.Cart")));
        Assert.Equal(["Shop.Cart", "Shop.Order"], _service.Findings().Select(f => f.Type).Order());
    }

    [Fact]
    public void WhatNoProcessTellsApartIsOneLeak()
    {
        _service.Report(Report(1, Found("Shop.Cart")));
        _service.Report(Report(2, Found("Shop.Order", "Shop.Cart")));
        Assert.Single(_service.Findings());
    }

    private static Finding Found(params string[] types) => new(
        Fingerprint.Of(Fingerprint.ManagedType, types[0]), Fingerprint.ManagedType, types[0], "Shop",
        [.. types.Select(type => new GrowingType(type, "Shop", 1e6, 100, 1000, 1_000_000, 1e-9))],
        Histograms.Start, 1e6, 0.9e6, 1.1e6, 1e-9, null);

    private static ProcessReport Report(int pid, params Finding[] findings) => new(
        Histograms.Key(pid), "shop", "1.0", Verdict.Leak, false, findings, Histograms.Start + 86_400_000)
    {
        StartedUnixMilliseconds = Histograms.Start,
        FirstSampleUnixMilliseconds = Histograms.Start,
        LastSampleUnixMilliseconds = Histograms.Start + 86_400_000,
    };
}
