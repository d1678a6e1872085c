using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

/// <summary>What only replicas together show: growths as the service's judge gives them, without a finding of any process.</summary>
public sealed class LeakGroupingTests
{
    private const double HeapBytes = 100e6;
    private const double Rate = 1e6;

    private static readonly FleetOptions Options = new();

    [Fact]
    public void ATableThatGrowsWhileWhatItHoldsLevelsOffIsAFillingCache()
    {
        Assert.Empty(Groups(Leak("Shop.Order[]"), Settles("Shop.Order", pValue: 0.01)));
        Assert.Equal("Shop.Order", Assert.Single(Groups(Leak("Shop.Order[]"), Growth("Shop.Order", Verdict.Healthy, 0.01, isLeak: false))).Type);
    }

    [Theory]
    [InlineData(1e-9, true)]
    [InlineData(1e-3, false)]
    public void StringsThatGrowLessClearlyThanTheirHolderLevelsOffAreAFillingCache(double pValue, bool isCache) =>
        Assert.Equal(isCache, Groups(Leak("System.String", pValue: 1e-6), Settles("Shop.Order", pValue)).Count == 0);

    [Fact]
    public void AnApplicationsTypeThatGrowsIsALeakWhateverAnotherDoes() =>
        Assert.Single(Groups(Leak("Shop.Order"), Settles("Shop.Cart", pValue: 1e-12)));

    [Fact]
    public void WhatAProcessFoundItselfIsNotTakenBackByReplicasThatLevelOff()
    {
        var finding = new Finding(
            Fingerprint.Of(Fingerprint.ManagedType, "Shop.Order"), Fingerprint.ManagedType, "Shop.Order", "Shop",
            [new GrowingType("Shop.Order[]", "Shop", Rate, 1, 1, 1, 1e-9)], Histograms.Start, Rate, 0.9 * Rate, 1.1 * Rate, 1e-9, null);
        var report = new ProcessReport(Histograms.Key(1), "shop", "1.0", Verdict.Leak, false, [finding], Histograms.Start + 86_400_000);
        Assert.Single(LeakGrouping.Of([report], [Leak("Shop.Order[]"), Settles("Shop.Order", pValue: 1e-9)], new FindingLedger(Options), Options.Detection));
    }

    private static IReadOnlyList<LeakGroup> Groups(params ServiceGrowth[] growths) => LeakGrouping.Of([], growths, new FindingLedger(Options), Options.Detection);

    private static ServiceGrowth Leak(string type, double pValue = 1e-6) => Growth(type, Verdict.Leak, pValue, isLeak: true);

    private static ServiceGrowth Settles(string type, double pValue) => Growth(type, Verdict.WarmingUp, pValue, isLeak: false);

    private static ServiceGrowth Growth(string type, Verdict verdict, double pValue, bool isLeak)
    {
        var result = new ReplicaResult(
            verdict, Rate, 0.8 * Rate, 1.2 * Rate, pValue, pValue, null, 0, false, false, 8, 8, Histograms.Start, 30 * 3_600_000, 30 * 3_600_000);
        var assembly = type.StartsWith("System.", StringComparison.Ordinal) ? "System.Private.CoreLib" : "Shop";
        return new ServiceGrowth(Fingerprint.ManagedType, type, assembly, result, new Dictionary<string, ReplicaResult>(), result, isLeak, 200, HeapBytes);
    }
}
