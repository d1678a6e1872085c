using LeakFleet.Server.Delivery;

namespace LeakFleet.Server.Tests.Delivery;

public sealed class DeliveryQueueTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome Broken = DeliveryOutcome.TryLater("broken");

    [Fact]
    public void NoticesLeaveInTheOrderInWhichTheyCame()
    {
        var queue = new DeliveryQueue(new DeliveryOptions());
        for (var i = 0; i < 3; i++) queue.Enqueue(Notice($"n{i}", "a"), Now);
        Assert.Equal(["n0", "n1", "n2"], Drain(queue));
    }

    [Fact]
    public void AFailureHoldsUpWhatIsAboutTheSameAndNothingElse()
    {
        var queue = new DeliveryQueue(new DeliveryOptions());
        queue.Enqueue(Notice("a-firing", "a"), Now);
        queue.Enqueue(Notice("a-resolved", "a"), Now);
        queue.Enqueue(Notice("b-firing", "b"), Now);
        queue.Settle(queue.Due(Now)!, Broken, Now, 1);
        Assert.Equal(["b-firing"], Drain(queue));
        Assert.Null(queue.Due(Now));
        Assert.Equal("a-firing", queue.Due(Now.AddMinutes(1))!.Notice.Id);
    }

    [Fact]
    public void TheSameNoticeIsSentOnceHoweverOftenItIsPosted()
    {
        var queue = new DeliveryQueue(new DeliveryOptions());
        Assert.True(queue.Enqueue(Notice("n", "a"), Now));
        Assert.False(queue.Enqueue(Notice("n", "a"), Now));
        Assert.Equal(["n"], Drain(queue));
        var restarted = DeliveryQueue.Load(DeliveryState.Parse(queue.Save().ToBytes())!, new DeliveryOptions());
        Assert.False(restarted.Enqueue(Notice("n", "a"), Now));
        Assert.Equal(0, restarted.Count);
    }

    [Fact]
    public void WaitsDoubleUpToTheirBound()
    {
        var options = new DeliveryOptions { RetryMin = TimeSpan.FromSeconds(2), RetryMax = TimeSpan.FromSeconds(60) };
        var queue = new DeliveryQueue(options);
        queue.Enqueue(Notice("n", "a"), Now);
        var waits = new List<double>();
        var at = Now;
        for (var i = 0; i < 8; i++)
        {
            queue.Settle(queue.Due(at)!, Broken, at, 1);
            waits.Add((queue.NextDueAt!.Value - at).TotalSeconds);
            at = queue.NextDueAt.Value;
        }

        Assert.Equal([2, 4, 8, 16, 32, 60, 60, 60], waits);
    }

    [Fact]
    public void AReceiverMayAskForALongerWaitButNotForDays()
    {
        var queue = new DeliveryQueue(new DeliveryOptions());
        queue.Enqueue(Notice("n", "a"), Now);
        queue.Settle(queue.Due(Now)!, DeliveryOutcome.TryLater("busy", TimeSpan.FromMinutes(3)), Now, 0);
        Assert.Equal(Now.AddMinutes(3), queue.NextDueAt);
        queue.Settle(queue.Due(Now.AddMinutes(3))!, DeliveryOutcome.TryLater("busy", TimeSpan.FromDays(30)), Now, 0);
        Assert.Equal(Now.AddMinutes(10), queue.NextDueAt);
    }

    [Fact]
    public void WhatIsRefusedOrTriedForTooLongIsADeadLetterThatCanBeRevived()
    {
        var queue = new DeliveryQueue(new DeliveryOptions { GiveUpAfter = TimeSpan.FromHours(1) });
        queue.Enqueue(Notice("refused", "a"), Now);
        queue.Enqueue(Notice("late", "b"), Now);
        queue.Settle(queue.Due(Now)!, DeliveryOutcome.Refused("answered 404"), Now, 0);
        queue.Settle(queue.Due(Now.AddHours(2))!, Broken, Now.AddHours(2), 0);
        Assert.Equal(["refused", "late"], queue.DeadLetters.Select(d => d.Notice.Id));
        Assert.Equal(0, queue.Count);
        Assert.True(queue.Revive("refused", Now.AddHours(3)));
        Assert.False(queue.Revive("refused", Now.AddHours(3)));
        Assert.Equal("refused", queue.Due(Now.AddHours(3))!.Notice.Id);
    }

    [Fact]
    public void EveryListHasABoundAndWhatFallsOutIsCounted()
    {
        var options = new DeliveryOptions { QueuedMax = 10, DeadLettersMax = 5, DeliveredRememberedMax = 7 };
        var queue = new DeliveryQueue(options);
        for (var i = 0; i < 100; i++) queue.Enqueue(Notice($"n{i}", $"k{i}"), Now);
        Assert.Equal((10, 90L, 5), (queue.Count, queue.DroppedCount, queue.DeadLetters.Count));
        Assert.Equal("n90", queue.Due(Now)!.Notice.Id);
        Drain(queue);
        Assert.Equal(7, queue.Save().Delivered.Count);
    }

    [Fact]
    public void DamagedBytesAreNoState()
    {
        Assert.Null(DeliveryState.Parse("{"u8));
        Assert.Null(DeliveryState.Parse("{\"version\":2,\"queued\":[],\"deadLetters\":[],\"delivered\":[],\"droppedCount\":0}"u8));
        Assert.Null(DeliveryState.Parse("{\"version\":1,\"queued\":null,\"deadLetters\":[],\"delivered\":[],\"droppedCount\":0}"u8));
    }

    private static Notice Notice(string id, string key) => new(id, key, Now);

    private static List<string> Drain(DeliveryQueue queue)
    {
        var sent = new List<string>();
        while (queue.Due(Now) is { } due)
        {
            sent.Add(due.Notice.Id);
            queue.Settle(due, DeliveryOutcome.Delivered, Now, 0);
        }

        return sent;
    }
}
