using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Tests.Ingest;

public sealed class OutstandingMessagesTests
{
    private static readonly ProcessKey Process = new("n", new string('a', 32), 1, 1);
    private static readonly Ack Nothing = new(Process, 5, 0);

    private readonly OutstandingMessages _outstanding = new();

    [Fact]
    public void AnAckCoversEverythingUpToItsSequence()
    {
        for (var i = 1; i <= 5; i++) Assert.Equal(0, _outstanding.Add(Message(5, i), Nothing));
        Assert.Equal(3, _outstanding.Cover(new Ack(Process, 5, 3)));
        Assert.Equal(0, _outstanding.Cover(new Ack(Process, 5, 3)));
        Assert.Equal(2, _outstanding.Cover(new Ack(Process, 5, 9)));
    }

    [Fact]
    public void AnEarlierEpochCoversNothing()
    {
        _outstanding.Add(Message(5, 1), Nothing);
        Assert.Equal(0, _outstanding.Cover(new Ack(Process, 4, 100)));
        Assert.Empty(Ready());
    }

    [Fact]
    public void ALaterEpochCoversAll()
    {
        _outstanding.Add(Message(5, 1), Nothing);
        Assert.Equal(1, _outstanding.Cover(new Ack(Process, 6, 0)));
    }

    [Fact]
    public void OnlyTheNewestAckOfAProcessIsReady()
    {
        for (var i = 1; i <= 3; i++) _outstanding.Add(Message(5, i), new Ack(Process, 5, i));
        Assert.Equal([new Ack(Process, 5, 3)], Ready());
        Assert.Empty(Ready());
    }

    [Fact]
    public void AForgottenProcessIsNotAckedAndFreesItsMessages()
    {
        for (var i = 1; i <= 3; i++) _outstanding.Add(Message(5, i), Nothing);
        Assert.Equal(3, _outstanding.Forget(Process));
        var waiting = new List<ProcessKey>();
        _outstanding.CopyWaiting(waiting);
        Assert.Empty(waiting);
        Assert.Empty(Ready());
    }

    private static DataEnvelope Message(long epoch, long sequence) => new(Process, epoch, sequence);

    private List<Ack> Ready()
    {
        var acks = new List<Ack>();
        _outstanding.TakeReady(acks);
        return acks;
    }
}
