namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class SurvivorSourceTests
{
    private readonly SurvivorSource _source = new(histogramsWithoutGen2Max: 24);

    [Fact]
    public void AProcessThatNeverCollectsGen2IsJudgedByTotals()
    {
        for (var i = 0; i < 100; i++) Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: false, i));
        Assert.True(_source.UsesTotals);
    }

    [Fact]
    public void OnceGen2IsSeenOtherHistogramsAreSkippedUntilItStaysAway()
    {
        Assert.Equal(SurvivorSource.Use.BeginAnew, _source.Decide(afterGen2: true, 0));
        for (var i = 0; i < 23; i++) Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: false, 1));
        Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: true, 1));
        for (var i = 0; i < 23; i++) Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: false, 2));
        Assert.Equal(SurvivorSource.Use.BeginAnew, _source.Decide(afterGen2: false, 2));
        Assert.True(_source.UsesTotals);
    }

    [Fact]
    public void ARareGen2DoesNotThrowAwayWhatTotalsTaught()
    {
        for (var i = 0; i < 30; i++) _source.Decide(afterGen2: false, i);
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: true, 30));
            for (var i = 0; i < 40; i++) Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: false, 30));
        }

        Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: true, 30));
        Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: true, 30));
        Assert.Equal(SurvivorSource.Use.BeginAnew, _source.Decide(afterGen2: true, 30));
    }
}
