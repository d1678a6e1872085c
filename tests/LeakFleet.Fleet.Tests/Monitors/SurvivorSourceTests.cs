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
    public void AStartsGen2AloneIsForgottenWhenNoOtherFollows()
    {
        Assert.Equal(SurvivorSource.Use.BeginAnew, _source.Decide(afterGen2: true, 0));
        for (var i = 0; i < 23; i++) Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: false, 1));
        Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: true, 1));
        for (var i = 0; i < 23; i++) Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: false, 2));
        Assert.Equal(SurvivorSource.Use.BeginAnew, _source.Decide(afterGen2: false, 2));
        Assert.True(_source.UsesTotals);
    }

    [Fact]
    public void SurvivorsThatCameThriceAreNeverGivenUp()
    {
        for (var i = 0; i < 3; i++) _source.Decide(afterGen2: true, i);
        for (var i = 0; i < 100; i++) Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: false, 3));
        Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: true, 3));
    }

    [Fact]
    public void TheThirdGen2EndsTotalsHoweverRareTheyAre()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 40; i++) Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: false, 30));
            Assert.Equal(SurvivorSource.Use.Skip, _source.Decide(afterGen2: true, 30));
        }

        for (var i = 0; i < 40; i++) Assert.Equal(SurvivorSource.Use.Add, _source.Decide(afterGen2: false, 30));
        Assert.Equal(SurvivorSource.Use.BeginAnew, _source.Decide(afterGen2: true, 30));
        Assert.False(_source.UsesTotals);
    }
}
