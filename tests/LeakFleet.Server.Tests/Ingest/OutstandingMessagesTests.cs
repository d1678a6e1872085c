using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Tests.Ingest;

public sealed class OutstandingMessagesTests
{
    private static readonly ProcessKey _process = new("n", new string('a', 32), 1, 1);
    private static readonly Ack _nothing = new(_process, 5, 0);

    private readonly OutstandingMessages _outstanding = new();

    [Fact]
    public void AnAckCoversEverythingUpToItsSequence()
    {
        for (var i = 1; i <= 5; i++) Assert.Equal(0, _outstanding.Add(Message(5, i), _nothing));
        Assert.Equal(3, _outstanding.Cover(new Ack(_process, 5, 3)));
        Assert.Equal(0, _outstanding.Cover(new Ack(_process, 5, 3)));
        Assert.Equal(2, _outstanding.Cover(new Ack(_process, 5, 9)));
    }

    [Fact]
    public void AnEarlierEpochCoversNothing()
    {
        _outstanding.Add(Message(5, 1), _nothing);
        Assert.Equal(0, _outstanding.Cover(new Ack(_process, 4, 100)));
        Assert.Empty(Ready());
    }

    [Fact]
    public void ALaterEpochCoversAll()
    {
        _outstanding.Add(Message(5, 1), _nothing);
        Assert.Equal(1, _outstanding.Cover(new Ack(_process, 6, 0)));
    }

    [Fact]
    public void OnlyTheNewestAckOfAProcessIsReady()
    {
        for (var i = 1; i <= 3; i++) _outstanding.Add(Message(5, i), new Ack(_process, 5, i));
        Assert.Equal([new Ack(_process, 5, 3)], Ready());
        Assert.Empty(Ready());
    }

    [Fact]
    public void AForgottenProcessIsNotAckedAndFreesItsMessages()
    {
        for (var i = 1; i <= 3; i++) _outstanding.Add(Message(5, i), _nothing);
        Assert.Equal(3, _outstanding.Forget(_process));
        var waiting = new List<ProcessKey>();
        _outstanding.CopyWaiting(waiting);
        Assert.Empty(waiting);
        Assert.Empty(Ready());
    }

    private static Data Message(long epoch, long sequence) => new(_process, epoch, sequence, 0, 0, new ProcessExited());

    private List<Ack> Ready()
    {
        var acks = new List<Ack>();
        _outstanding.TakeReady(acks);
        return acks;
    }
}
