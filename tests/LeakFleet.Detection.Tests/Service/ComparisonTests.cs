namespace LeakFleet.Detection.Tests;

public sealed class ComparisonTests
{
    /// <summary>The lady tasting tea (Fisher 1935): 3 of 4 right, 17 of 70; and tables from the hypergeometric distribution.</summary>
    [Theory]
    [InlineData(3, 4, 4, 8, 17.0 / 70)]
    [InlineData(4, 4, 4, 8, 1.0 / 70)]
    [InlineData(0, 4, 4, 8, 1.0)]
    [InlineData(1, 1, 1, 20, 0.05)]
    [InlineData(10, 10, 10, 20, 1.0 / 184_756)]
    public void FishersTestIsExact(int chosenMarked, int chosen, int marked, int total, double p) =>
        Assert.Equal(p, FisherExact.Upper(chosenMarked, chosen, marked, total), 1e-9);

    [Fact]
    public void TheBinomialCountsUp()
    {
        Assert.Equal(11.0 / 1024, Binomial.AtMost(1, 10, 0.5), 1e-12);
        Assert.Equal(1, Binomial.AtMost(10, 10, 0.5));
    }

    [Theory]
    [InlineData(1, 20, Extent.OneReplica)]
    [InlineData(1, 4, Extent.OneReplica)]
    [InlineData(1, 2, Extent.Unknown)]
    [InlineData(1, 1, Extent.Unknown)]
    [InlineData(4, 20, Extent.SomeReplicas)]
    [InlineData(17, 20, Extent.AllReplicas)]
    [InlineData(2, 2, Extent.AllReplicas)]
    [InlineData(5000, 5000, Extent.AllReplicas)]
    public void FewOfManyAreNotTheCode(int affected, int watched, Extent extent) => Assert.Equal(extent, ExtentTest.Of(affected, watched));

    [Fact]
    public void WhatTheAffectedShareAndTheOthersLackIsNamedFirst()
    {
        var replicas = Enumerable.Range(0, 20).Select(i => Replica(
            i < 8, ("node", i < 8 ? "node-7" : $"node-{i % 3}"), ("zone", i % 2 == 0 ? "a" : "b"), ("pod", $"shop-{i}"), ("runtime", "10.0.12"))).ToList();
        var pivot = AttributePivots.Find(replicas)[0];
        Assert.Equal(("node", "node-7", 8, 8, 0, 12), (pivot.Attribute, pivot.Value, pivot.AffectedWith, pivot.Affected, pivot.UnaffectedWith, pivot.Unaffected));
        Assert.Equal(2.5, pivot.Lift);
        Assert.InRange(pivot.PValue, 0, 0.001);
    }

    [Fact]
    public void NothingIsNamedWhereAttributesFallAsTheyMay()
    {
        var named = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var replicas = Enumerable.Range(0, 30).Select(_ => Replica(
                random.Next(3) == 0, [.. Enumerable.Range(0, 12).Select(a => ($"label-{a}", $"{random.Next(4)}"))])).ToList();
            named += AttributePivots.Find(replicas).Count;
        }

        Assert.InRange(named, 0, 8);
    }

    [Fact]
    public void TheOrderOfTheReplicasDoesNotChangeThePivotsAndTheirNumberIsBounded()
    {
        var replicas = Enumerable.Range(0, 40).Select(i => Replica(
            i < 10, [.. Enumerable.Range(0, 60).Select(a => ($"label-{a}", i < 10 ? "bad" : "good"))])).ToArray();
        var pivots = AttributePivots.Find(replicas);
        Assert.Equal(AttributePivots.PivotsMax, pivots.Count);
        new Random(1).Shuffle(replicas);
        Assert.Equal(pivots, AttributePivots.Find(replicas));
    }

    [Fact]
    public void TheFirstBadVersionIsTheEarliestStartedThatGrowsAfterOneThatDoesNot()
    {
        Assert.Equal("canary", First(Version("10", 1, 0, 20), Version("canary", 2, 2, 2), Version("11", 3, 20, 20)));
        // Rolled back: the old version's second coming is not its first start.
        Assert.Equal("2", First(Version("1", 1, 0, 20), Version("2", 2, 20, 20)));
    }

    [Fact]
    public void ALeakThatAVersionMendedAndALaterOneHasAgainBeganWithThatOne() =>
        Assert.Equal("3", First(Version("1", 1, 20, 20), Version("2", 2, 0, 20), Version("3", 3, 20, 20)));

    [Fact]
    public void WhereEveryVersionWatchedGrowsNoneIsToBlame()
    {
        Assert.Equal("", First(Version("1", 1, 18, 20), Version("2", 2, 20, 20)));
        Assert.Equal("", First(Version("1", 1, 0, 0), Version("2", 2, 20, 20)));
        Assert.Equal("", First(Version("2", 2, 20, 20)));
        Assert.Equal("", First());
    }

    [Fact]
    public void OneAccidentInAnOldVersionDoesNotHideTheRegression() =>
        Assert.Equal("2", First(Version("1", 1, 1, 20), Version("2", 2, 20, 20)));

    [Fact]
    public void AVersionWhoseSlopeIsKnownToBeSmallIsCleanBeforeItsTime() =>
        Assert.Equal("2", First(Version("1", 1, 0, 0) with { SlopePerHour = 1, SlopeLow = -10, SlopeHigh = 12 }, Version("2", 2, 20, 20)));

    private static VersionEvidence Version(string name, long started, int affected, int watched) =>
        new(name, started, affected, watched, double.NaN, double.NaN, double.NaN);

    private static string First(params VersionEvidence[] versions) => VersionComparison.First(versions, slopePerHour: 100);

    private static (bool Affected, IReadOnlyDictionary<string, string> Attributes) Replica(bool affected, params (string Name, string Value)[] attributes) =>
        (affected, attributes.ToDictionary(a => a.Name, a => a.Value));
}
