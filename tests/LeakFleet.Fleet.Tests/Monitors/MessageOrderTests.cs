using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class MessageOrderTests
{
    private readonly ProcessMonitor _monitor = new(Histograms.Key(), new FleetOptions());

    [Fact]
    public void ARepeatChangesNothing()
    {
        Assert.True(Take(epoch: 1, sequence: 5));
        Assert.False(Take(epoch: 1, sequence: 5));
        Assert.False(Take(epoch: 1, sequence: 4));
        Assert.Equal((1, 5), (_monitor.Epoch, _monitor.LastSequence));
    }

    [Fact]
    public void ALaterEpochCountsFromTheBeginning()
    {
        Take(epoch: 1, sequence: 5);
        Assert.True(Take(epoch: 2, sequence: 1));
        Assert.Equal((2, 1), (_monitor.Epoch, _monitor.LastSequence));
    }

    [Fact]
    public void AnEarlierEpochIsARepeat()
    {
        Take(epoch: 2, sequence: 1);
        Assert.False(Take(epoch: 1, sequence: 100));
        Assert.Equal((2, 1), (_monitor.Epoch, _monitor.LastSequence));
    }

    [Fact]
    public void AGapIsTakenAndItsDropsAreCountedOverAllEpochs()
    {
        Take(epoch: 1, sequence: 1);
        Take(epoch: 1, sequence: 10, dropped: 8);
        Take(epoch: 1, sequence: 11, dropped: 8);
        Take(epoch: 2, sequence: 1, dropped: 0);
        Take(epoch: 2, sequence: 3, dropped: 1);
        Assert.Equal(9, _monitor.Summary().DroppedMessages);
    }

    [Fact]
    public void AbsurdCountsOfDropsNeitherOverflowNorFall()
    {
        Take(epoch: 1, sequence: 1, dropped: long.MaxValue);
        Take(epoch: 1, sequence: 2, dropped: -1);
        Take(epoch: 2, sequence: 1, dropped: long.MaxValue);
        Assert.True(_monitor.Summary().DroppedMessages >= long.MaxValue / 2);
    }

    [Fact]
    public void SequenceZeroIsNeverNew() => Assert.False(Take(epoch: 1, sequence: 0));

    private bool Take(long epoch, long sequence, long dropped = 0) =>
        _monitor.Observe(Histograms.Message(sequence, new ProcessTrouble(""), 0, epoch: epoch, dropped: dropped), Histograms.Start).Taken;
}
