using LeakFleet.Agent.Shipping;
using LeakFleet.Protocol;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Shipping;

public sealed class OutboxTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void MessagesGoOutInTheOrderTheyCameNumberedForEachProcess()
    {
        var outbox = Create();
        outbox.Enqueue(Process(1), Description("a"), 10);
        outbox.Enqueue(Process(2), Description("b"), 11);
        outbox.Enqueue(Process(1), Trouble(), 12);

        var sent = outbox.TakeAll();

        Assert.Equal([(Process(1), 1L, 10L), (Process(2), 1L, 11L), (Process(1), 2L, 12L)], sent.Select(d => (d.Process, d.Sequence, d.UnixMilliseconds)));
        Assert.All(sent, data => Assert.Equal((Epoch, 0L), (data.Epoch, data.Dropped)));
        Assert.Equal((3L, 3L, 0L, 0L), (outbox.Enqueued, outbox.Sent, outbox.Acknowledged, outbox.Dropped));
        Assert.Equal((3, 3), (outbox.PendingMessages, outbox.InFlight));
    }

    [Fact]
    public void AnAckForgetsUpToItsSequenceOfItsProcess()
    {
        var outbox = Create();
        for (var i = 0; i < 3; i++)
        {
            outbox.Enqueue(Process(1), Trouble(), i);
            outbox.Enqueue(Process(2), Trouble(), i);
        }

        outbox.TakeAll();
        outbox.Acknowledge(new Ack(Process(1), Epoch, 2));

        Assert.Equal((4, 4, 2L), (outbox.PendingMessages, outbox.InFlight, outbox.Acknowledged));
        outbox.Rewind();
        Assert.Equal([(2, 1L), (1, 3L), (2, 2L), (2, 3L)], outbox.TakeAll().Select(d => (d.Process.Pid - 1, d.Sequence)));
        outbox.Acknowledge(new Ack(Process(1), Epoch, 3));
        outbox.Acknowledge(new Ack(Process(2), Epoch, 3));
        Assert.Equal((0, 0L, 0), (outbox.PendingMessages, outbox.PendingBytes, outbox.InFlight));
    }

    [Fact]
    public void AcksThatDoNotFitAreIgnored()
    {
        var outbox = Create();
        outbox.Enqueue(Process(1), Trouble(), 1);
        outbox.Enqueue(Process(1), Trouble(), 2);
        outbox.Acknowledge(new Ack(Process(1), Epoch, long.MaxValue));
        Assert.Equal(2, outbox.PendingMessages);   // nothing was sent yet

        outbox.Take();
        outbox.Acknowledge(new Ack(Process(1), Epoch + 1, 1));
        outbox.Acknowledge(new Ack(Process(1), Epoch - 1, 1));
        outbox.Acknowledge(new Ack(Process(9), Epoch, 1));
        Assert.Equal(2, outbox.PendingMessages);

        outbox.Acknowledge(new Ack(Process(1), Epoch, long.MaxValue));
        Assert.Equal(1, outbox.PendingMessages);   // the second was never sent
    }

    [Fact]
    public void AtTheBoundTheOldestIsDroppedAndTheNextFrameSaysSo()
    {
        var outbox = Create(messagesMax: 3);
        for (var i = 1; i <= 5; i++) outbox.Enqueue(Process(1), Trouble(), i);

        var sent = outbox.TakeAll();

        Assert.Equal([(3L, 2L), (4L, 2L), (5L, 2L)], sent.Select(d => (d.Sequence, d.Dropped)));
        Assert.Equal(2, outbox.Dropped);
    }

    [Fact]
    public void WhatIsUnderWayIsDroppedLastSoThatWhatArrivedDoesNotCountAsDropped()
    {
        var outbox = Create(messagesMax: 4);
        for (var i = 1; i <= 2; i++) outbox.Enqueue(Process(1), Trouble(), i);
        outbox.TakeAll();
        for (var i = 3; i <= 7; i++) outbox.Enqueue(Process(1), Trouble(), i);

        Assert.Equal((2, 4), (outbox.InFlight, outbox.PendingMessages));
        Assert.Equal([(6L, 3L), (7L, 3L)], outbox.TakeAll().Select(d => (d.Sequence, d.Dropped)));
    }

    [Fact]
    public void WhereAllButTheNewestIsUnderWayTheOldestIsDropped()
    {
        var outbox = Create(messagesMax: 2);
        for (var i = 1; i <= 2; i++) outbox.Enqueue(Process(1), Trouble(), i);
        outbox.TakeAll();
        outbox.Enqueue(Process(1), Trouble(), 3);

        Assert.Equal((1, 2), (outbox.InFlight, outbox.PendingMessages));
        Assert.Equal([(3L, 1L)], outbox.TakeAll().Select(d => (d.Sequence, d.Dropped)));
    }

    [Fact]
    public void ADescriptionIsSparedAlsoBehindWhatIsUnderWay()
    {
        var outbox = Create(messagesMax: 2);
        outbox.Enqueue(Process(1), Trouble(), 1);
        outbox.TakeAll();
        outbox.Enqueue(Process(1), Description("kept"), 2);
        for (var i = 3; i <= 6; i++) outbox.Enqueue(Process(1), Trouble(), i);

        Assert.Equal([(2L, 3L), (6L, 3L)], outbox.TakeAll().Select(d => (d.Sequence, d.Dropped)));
        outbox.Rewind();
        Assert.Equal([1L, 2L, 6L], outbox.TakeAll().Select(d => d.Sequence));
    }

    [Fact]
    public void TheBoundInBytesHolds()
    {
        var outbox = Create(bytesMax: WireLimits.FrameBytesMax);
        var text = new string('x', 1000);
        for (var i = 0; i < 10_000; i++) outbox.Enqueue(Process(i % 7), Trouble(text), i);

        Assert.InRange(outbox.PendingBytes, WireLimits.FrameBytesMax - 2000, WireLimits.FrameBytesMax);
        Assert.Equal(10_000, outbox.PendingMessages + outbox.Dropped);
    }

    [Fact]
    public void TheNewestDescriptionIsSparedAndStillComesFirst()
    {
        var outbox = Create(messagesMax: 2);
        outbox.Enqueue(Process(1), Description("old"), 1);
        outbox.Enqueue(Process(1), Description("new"), 2);
        for (var i = 3; i <= 10; i++) outbox.Enqueue(Process(1), Trouble(), i);

        var sent = outbox.TakeAll();

        Assert.Equal([(2L, 7L), (9L, 7L), (10L, 7L)], sent.Select(d => (d.Sequence, d.Dropped)));
        Assert.Equal("new", Assert.IsType<ProcessDescription>(sent[0].Message).Service);
        outbox.Acknowledge(new Ack(Process(1), Epoch, 2));
        Assert.Equal(2, outbox.PendingMessages);
    }

    [Fact]
    public void ASparedDescriptionGivesWayToANewerOne()
    {
        var outbox = Create(messagesMax: 2);
        outbox.Enqueue(Process(1), Description("old"), 1);
        for (var i = 0; i < 5; i++) outbox.Enqueue(Process(1), Trouble(), i);
        outbox.Enqueue(Process(1), Description("new"), 9);

        Assert.Equal([6L, 7L], outbox.TakeAll().Select(d => d.Sequence));
        Assert.Equal(5, outbox.Dropped);
    }

    [Fact]
    public void AnExitedProcessIsForgottenOnceItsExitIsAcked()
    {
        var outbox = Create();
        outbox.Enqueue(Process(1), Description(), 1);
        outbox.Enqueue(Process(1), new ProcessExited(), 2);
        Assert.False(outbox.Enqueue(Process(1), Trouble(), 3));
        outbox.TakeAll();
        outbox.Acknowledge(new Ack(Process(1), Epoch, 1));
        Assert.Equal(1, outbox.Processes);
        outbox.Acknowledge(new Ack(Process(1), Epoch, 2));
        Assert.Equal((0, 0), (outbox.Processes, outbox.PendingMessages));
    }

    [Fact]
    public void ProcessesThatComeAndGoWhileTheServerIsAwayStayBounded()
    {
        var outbox = Create(messagesMax: 10);
        for (var i = 0; i < 1000; i++)
        {
            outbox.Enqueue(Process(i), Description(), i);
            outbox.Enqueue(Process(i), new ProcessExited(), i);
        }

        Assert.InRange(outbox.Processes, 1, 11);
        Assert.InRange(outbox.PendingMessages, 10, 21);
        Assert.Equal(2000, outbox.PendingMessages + outbox.Dropped);
    }

    [Fact]
    public void OneProcessIsGivenAQuarterOfTheWindow()
    {
        var outbox = CreateWithWindow();
        for (var i = 0; i < 100; i++) outbox.Enqueue(Process(1), Trouble(), i);
        outbox.Enqueue(Process(2), Trouble(), 100);

        Assert.Equal([(1, 1L), (2, 1L), (1, 2L)], outbox.TakeAll().Select(Name));
        outbox.Acknowledge(new Ack(Process(1), Epoch, 1));
        Assert.Equal([(1, 3L)], outbox.TakeAll().Select(Name));
    }

    [Fact]
    public void AnOverdueAckFreesItsPlaceAndItsProcessGoesOnOneByOne()
    {
        var outbox = CreateWithWindow();
        for (var process = 1; process <= 5; process++)
            for (var i = 0; i < 10; i++) outbox.Enqueue(Process(process), Trouble(), i);
        Assert.Equal(8, outbox.TakeAll().Count);
        Assert.Null(outbox.Take(Patience - TimeSpan.FromTicks(1)));

        var later = new List<Data>();
        while (outbox.Take(Patience) is { } data) later.Add(data);

        // The fourth and the fifth were next in line when the window was full.
        Assert.Equal([(4, 2L), (5, 2L), (1, 3L), (2, 3L), (3, 3L)], later.Select(Name));
        Assert.Equal(50, outbox.PendingMessages);
        outbox.Acknowledge(new Ack(Process(1), Epoch, 3));
        Assert.Equal((1, 4L), Name(outbox.Take(Patience)!));
        Assert.Equal((1, 5L), Name(outbox.Take(Patience)!));
    }

    [Fact]
    public void ANewConnectionForgetsWhoDidNotAnswer()
    {
        var outbox = CreateWithWindow();
        for (var i = 0; i < 10; i++) outbox.Enqueue(Process(1), Trouble(), i);
        Assert.Equal(2, outbox.TakeAll().Count);
        Assert.NotNull(outbox.Take(Patience));
        Assert.Null(outbox.Take(Patience));
        outbox.Rewind();
        Assert.Equal([(1, 1L), (1, 2L)], outbox.TakeAll().Select(Name));
    }

    [Fact]
    public async Task ManyThreadsLoseNothing()
    {
        var outbox = Create();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++) outbox.Enqueue(Process(number), Trouble(), i);
        })).ToArray());

        foreach (var group in outbox.TakeAll().GroupBy(data => data.Process))
            Assert.Equal(Enumerable.Range(1, 2000).Select(i => (long)i), group.Select(data => data.Sequence));
    }

    private static (int Process, long Sequence) Name(Data data) => (data.Process.Pid - 1, data.Sequence);

    private static Outbox CreateWithWindow() => new(Epoch, new ShippingOptions { SendWindowMessages = 8, AckPatience = Patience });

    private static Outbox Create(int messagesMax = 20_000, long bytesMax = 32 * 1024 * 1024) =>
        new(Epoch, new ShippingOptions { OutboxMessagesMax = messagesMax, OutboxBytesMax = bytesMax, SendWindowMessages = 100_000 });
}
