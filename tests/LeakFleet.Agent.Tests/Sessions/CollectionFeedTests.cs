using LeakFleet.Agent.Sessions;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Sessions;

public sealed class CollectionFeedTests
{
    private readonly CollectionFeed _feed = new();

    [Fact]
    public void BatchesAreOldestFirstAndFitAMessage()
    {
        for (var i = 1; i <= WireLimits.CollectionsMax + 10; i++) Add(i);
        Assert.Equal(1, _feed.TakeBatch()[0].Index);
        Assert.Equal(10, _feed.TakeBatch().Count);
        Assert.Empty(_feed.TakeBatch());
        Assert.Equal(WireLimits.CollectionsMax + 10, _feed.LastIndex);
    }

    [Fact]
    public void WhenFullTheOldestIsForgottenAndCounted()
    {
        for (var i = 1; i <= CollectionFeed.CollectionsMax + 3; i++) Add(i);
        Assert.Equal(3, _feed.Dropped);
        Assert.Equal(4, _feed.TakeBatch()[0].Index);
    }

    [Fact]
    public void AGen2IsTakenOnce()
    {
        Assert.Null(_feed.TakeGen2());
        Add(1, 2);
        Add(2, 2);
        Add(3);
        Assert.Equal(2, _feed.TakeGen2()!.Value.Index);
        Assert.Null(_feed.TakeGen2());
    }

    private void Add(long index, int generation = 0) => _feed.Add(new Collection { Index = index, Generation = generation });
}
