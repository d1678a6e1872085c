using LeakFleet.FleetSimulator.Baselines;
using LeakFleet.FleetSimulator.Evaluate;

namespace LeakFleet.FleetSimulator.Tests.Baselines;

/// <summary>The baselines do what their authors say of them, good and bad.</summary>
public sealed class BaselineTests
{
    [Fact]
    public void ResidentBytesThatRiseFastAreAnAlarmAndThoseThatRiseSlowlyAreNot()
    {
        Assert.NotEmpty(Alarms(new RssRegression(), (_, hour) => 5 + 50 * hour));
        Assert.Empty(Alarms(new RssRegression(), (_, hour) => 5 + 4 * hour));
    }

    [Fact]
    public void ResidentBytesCannotTellAWarmUpFromALeak() => Assert.NotEmpty(Alarms(new RssRegression(), (_, hour) => 300 * (1 - Math.Exp(-hour))));

    [Fact]
    public void ATrendTestNamesTheTypeThatGrows()
    {
        Assert.Equal([HandMade.Growing], Alarms(new TypeTrends(MannKendall.Judge), (_, hour) => 5 + 3 * hour));
        Assert.Equal([HandMade.Growing], Alarms(new TypeTrends(LinearFit.Judge), (_, hour) => 5 + 3 * hour));
    }

    [Fact]
    public void ATrendTestIsSilentOnASteadyType()
    {
        Assert.Empty(Alarms(new TypeTrends(MannKendall.Judge), (_, _) => 20));
        Assert.Empty(Alarms(new TypeTrends(LinearFit.Judge), (_, _) => 20));
    }

    [Fact]
    public void ATrendTestThatTakesValuesForIndependentTakesAWaveForALeak() =>
        Assert.NotEmpty(Alarms(new TypeTrends(MannKendall.Judge), (_, hour) => 60 - 50 * Math.Cos(hour * Math.PI / 12)));

    [Fact]
    public void GrowthOverCollectionsRanksATypeUntilItIsReported()
    {
        Assert.Equal([HandMade.Growing], Alarms(new CorkRanking(), (_, hour) => 5 + 20 * hour));
        Assert.Empty(Alarms(new CorkRanking(), (_, hour) => 60 + 2 * Math.Sin(20 * hour)));
    }

    [Fact]
    public void ATypeThatLosesMoreThanTheDecayFactorIsNoCandidateAnyMore() =>
        Assert.Empty(Alarms(new CorkRanking(), (_, hour) => 10 * (1 + hour % 1)));

    private static IEnumerable<string> Alarms(IDetector detector, Func<int, double, double> bytes)
    {
        var service = HandMade.Service("shop", 24, 1, bytes);
        return ServiceReplay.Play(service, [detector]).Logs[0].Alarms.Select(alarm => alarm.First.Type).Distinct();
    }
}
