using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class ReplicaPaceTests
{
    private const string Table = "System.Collections.Generic.Dictionary<System.String, Shop.Order>+Entry[]";

    [Theory]
    [InlineData("Shop.Order", "System.String", "Shop.Order")]
    [InlineData(Table, "System.String", Table)]
    [InlineData("System.String", "System.Byte[]", "System.Byte[]")]
    public void ReplicasAreComparedByTheTypeThatShowsTheNameAndNotByTheStringsThatGrowFaster(string one, string faster, string compared)
    {
        var grown = new LeakGroup(FindingKind.ManagedType) { Type = "Shop.Order" };
        grown.Grown.AddRange([Growth(faster, 9e6), Growth(one, 1e6)]);
        Assert.Equal(compared, new ReplicaPace(grown, 0).Key!.Value.Type);
    }

    [Fact]
    public void WhatAProcessSawOfTheNameCountsBeforeWhatOnlyReplicasShowOfOthers()
    {
        var group = new LeakGroup(FindingKind.ManagedType) { Type = "Shop.Order" };
        group.Grown.Add(Growth("System.Threading.Thread", 1e4));
        group.Found.Add((new ProcessReport(Histograms.Key(1), "shop", "1.0", Verdict.Leak, false, [], Histograms.Start), Finding("System.String", Table)));

        var pace = new ReplicaPace(group, 0);
        Assert.Equal((Table, 2e6), (pace.Key!.Value.Type, pace.PerHour));
    }

    [Fact]
    public void AProcessInWhichTheTypeHasJustFallenDoesNotSayHowFastItGrows()
    {
        var group = new LeakGroup(FindingKind.ManagedType) { Type = "Shop.Order" };
        var (rises, falls) = (Finding(Table), Finding(Table));
        falls = falls with { Growing = [falls.Growing[0] with { BytesPerHour = 0 }] };
        foreach (var (finding, pid) in new[] { (rises, 1), (falls, 2) }) group.Found.Add((new ProcessReport(Histograms.Key(pid), "shop", "1.0", Verdict.Leak, false, [], Histograms.Start), finding));

        Assert.Equal(1e6, new ReplicaPace(group, 0).PerHour);
    }

    private static Finding Finding(params string[] types) => new(
        Fingerprint.Of(FindingKind.ManagedType, "Shop.Order"), FindingKind.ManagedType, "Shop.Order", "Shop",
        [.. types.Select((type, i) => new GrowingType(type, Assembly(type), (i + 1) * 1e6, 1, 1, 1, 1e-9))], Histograms.Start, 3e6, 2e6, 4e6, 1e-9, null);

    private static ServiceGrowth Growth(string type, double slope)
    {
        var result = new ReplicaResult(Verdict.Leak, slope, 0.8 * slope, 1.2 * slope, 1e-6, 1e-6, null, 0, false, false, 8, 8, Histograms.Start, 30 * 3_600_000, 30 * 3_600_000);
        return new ServiceGrowth(FindingKind.ManagedType, type, Assembly(type), result, new Dictionary<string, ReplicaResult>(), result, true, 200, 100e6);
    }

    private static string Assembly(string type) => type.StartsWith("System.", StringComparison.Ordinal) ? "System.Private.CoreLib" : "Shop";
}
