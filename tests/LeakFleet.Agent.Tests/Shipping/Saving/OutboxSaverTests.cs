using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Shipping.Saving;
using LeakFleet.Agent.Watching;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Shipping.Saving;

public sealed class OutboxSaverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leakfleet-outbox-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhatAnEarlierRunLeftGoesFirstUnderItsOwnNumbers()
    {
        using (var first = await SavedOutbox.StartAsync(_folder, Epoch))
        {
            first.Outbox.Enqueue(Process(1), Description("orders"), 10);
            first.Outbox.Enqueue(Process(2), Description("stock"), 11);
            first.Outbox.Enqueue(Process(1), Trouble("a"), 12);
            first.Save();
        }

        using var second = await SavedOutbox.StartAsync(_folder, Epoch + 1);
        second.Outbox.Enqueue(Process(1), Description("orders"), 20);
        second.Outbox.Enqueue(Process(3), Description("new"), 21);
        var sent = second.Outbox.TakeAll();

        Assert.Equal([(Epoch, 1L, 10L), (Epoch, 2L, 12L), (Epoch + 1, 1L, 20L)], Of(sent, 1));
        Assert.Equal([(Epoch, 1L, 11L)], Of(sent, 2));
        Assert.Equal([(Epoch + 1, 1L, 21L)], Of(sent, 3));
        Assert.Equal("a", Assert.IsType<ProcessTrouble>(sent.Single(d => d.UnixMilliseconds == 12).Message).Text);
        Assert.Equal((3, 0), (second.Restore.Restored, second.Restore.Unusable));
    }

    [Fact]
    public async Task AnAckOfTheLaterRunCoversTheEarlierOnes()
    {
        await Leave(Epoch, count: 3);
        await Leave(Epoch + 1, count: 2);
        using var third = await SavedOutbox.StartAsync(_folder, Epoch + 2);
        third.Outbox.Enqueue(Process(1), Trouble(), 30);
        Assert.Equal([Epoch, Epoch, Epoch, Epoch + 1, Epoch + 1, Epoch + 2], third.Outbox.TakeAll().Select(d => d.Epoch));

        // Nothing of this run is persisted: nothing is said of those before.
        third.Outbox.Acknowledge(new Ack(Process(1), Epoch + 2, 0));
        Assert.Equal(6, third.Outbox.PendingMessages);
        third.Outbox.Acknowledge(new Ack(Process(1), Epoch, 3));
        Assert.Equal(3, third.Outbox.PendingMessages);
        third.Outbox.Acknowledge(new Ack(Process(1), Epoch + 2, 1));
        Assert.Equal((0, 0L), (third.Outbox.PendingMessages, third.Outbox.PendingBytes));
    }

    [Fact]
    public async Task ALaterRunWaitsForTheEarlierOnEachConnection()
    {
        await Leave(Epoch, count: 2);
        using var second = await SavedOutbox.StartAsync(_folder, Epoch + 1, new ShippingOptions { SendWindowMessages = 4 });
        second.Outbox.Enqueue(Process(1), Trouble(), 30);
        for (var round = 0; round < 3; round++)
        {
            // A window of four leaves a process one message.
            Assert.Equal(Epoch, Assert.Single(second.Outbox.TakeAll()).Epoch);
            second.Outbox.Rewind();
        }

        second.Outbox.Take();
        second.Outbox.Acknowledge(new Ack(Process(1), Epoch, 1));
        second.Outbox.Take();
        second.Outbox.Acknowledge(new Ack(Process(1), Epoch, 2));
        Assert.Equal(Epoch + 1, second.Outbox.Take()!.Epoch);
    }

    [Fact]
    public async Task WhatIsAckedLeavesNoFileBehind()
    {
        using var run = await SavedOutbox.StartAsync(_folder, Epoch);
        for (var i = 0; i < 40; i++) run.Outbox.Enqueue(Process(i % 2), LargeMessage(i), i);
        run.Save();
        Assert.True(run.Folder.Segments.Count > 1);

        run.Outbox.TakeAll();
        run.Outbox.Acknowledge(new Ack(Process(0), Epoch, 20));
        run.Save();
        Assert.NotEmpty(Files());
        run.Outbox.Acknowledge(new Ack(Process(1), Epoch, 20));
        run.Save();
        await run.StopAsync();
        Assert.Empty(Files());
    }

    [Fact]
    public async Task WhatIsAckedBeforeItIsSavedIsNeverWritten()
    {
        using var run = await SavedOutbox.StartAsync(_folder, Epoch);
        run.Outbox.Enqueue(Process(1), Trouble(), 1);
        run.Outbox.TakeAll();
        run.Outbox.Acknowledge(new Ack(Process(1), Epoch, 1));
        run.Save();
        Assert.Empty(Files());
    }

    [Fact]
    public async Task TheFolderStaysWithinItsBoundAndKeepsWhatIsPending()
    {
        const int BoundBytes = 4 * 1024 * 1024;
        using (var run = await SavedOutbox.StartAsync(_folder, Epoch, bytesMax: BoundBytes))
        {
            // One process is never acked, and has a message in every file.
            for (var i = 0; i < 400; i++)
            {
                run.Outbox.Enqueue(Process(1), LargeMessage(i), i);
                if (i % 10 == 0) run.Outbox.Enqueue(Process(2), Trouble($"kept {i}"), i);
                run.Save();
                while (run.Outbox.Take() is { } sent)
                {
                    if (sent.Process == Process(1)) run.Outbox.Acknowledge(new Ack(Process(1), Epoch, sent.Sequence));
                }

                Assert.InRange(Files().Sum(f => new FileInfo(f).Length), 0, BoundBytes + OutboxFolder.SegmentBytesMax);
            }

            run.Save();
            Assert.InRange(Files().Sum(f => new FileInfo(f).Length), 0, BoundBytes);
        }

        using var next = await SavedOutbox.StartAsync(_folder, Epoch + 1);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), next.Outbox.TakeAll().Where(d => d.Process == Process(2)).Select(d => d.Sequence));
    }

    [Fact]
    public async Task MoreThanTheFolderHoldsStaysInMemory()
    {
        using var run = await SavedOutbox.StartAsync(_folder, Epoch, bytesMax: OutboxFolder.SegmentBytes);
        for (var i = 0; i < 100; i++) run.Outbox.Enqueue(Process(1), LargeMessage(i), i);
        run.Save();
        Assert.InRange(Files().Sum(f => new FileInfo(f).Length), 1, OutboxFolder.SegmentBytesMax);
        Assert.Equal(100, run.Outbox.TakeAll().Count);
    }

    [Fact]
    public async Task ADiskThatCannotBeWrittenIsTriedAgain()
    {
        using var run = await SavedOutbox.StartAsync(_folder, Epoch);
        var hidden = _folder + ".away";
        Directory.Move(_folder, hidden);
        run.Outbox.Enqueue(Process(1), Trouble("kept"), 1);
        run.Outbox.Enqueue(Process(1), Trouble("kept too"), 2);
        run.Save();
        Assert.Equal(2, run.Outbox.PendingMessages);
        Assert.Contains("would not survive the agent: ", Told(run.Outbox));

        Directory.Move(hidden, _folder);
        run.Save();
        Assert.Equal("", Told(run.Outbox));
        run.Dispose();
        using var next = await SavedOutbox.StartAsync(_folder, Epoch + 1);
        Assert.Equal([1L, 2L], next.Outbox.TakeAll().Select(d => d.Sequence));
    }

    [Fact]
    public async Task DropsOfAnEarlierRunAreStillOwnedUpTo()
    {
        using (var first = await SavedOutbox.StartAsync(_folder, Epoch, new ShippingOptions { OutboxMessagesMax = 2 }))
        {
            for (var i = 0; i < 5; i++) first.Outbox.Enqueue(Process(1), Trouble(), i);
            first.Save();
        }

        using var second = await SavedOutbox.StartAsync(_folder, Epoch + 1, new ShippingOptions { OutboxMessagesMax = 1 });
        Assert.Equal((5L, 4L), (second.Outbox.TakeAll().Select(d => (d.Sequence, d.Dropped)).Single()));
    }

    /// <summary>What the server's page of agents shows.</summary>
    private static string Told(Outbox outbox)
    {
        var (options, shipping) = (new AgentOptions(), new ShippingOptions());
        using var status = new AgentStatus(outbox, new Shipper(shipping, outbox, TimeProvider.System, NullLogger<Shipper>.Instance));
        return new AgentReports(status, outbox, new WalkBudget(options.WalkBudget), options, TimeProvider.System).Now().Trouble;
    }

    private async Task Leave(long epoch, int count)
    {
        using var run = await SavedOutbox.StartAsync(_folder, epoch);
        for (var i = 0; i < count; i++) run.Outbox.Enqueue(Process(1), Trouble($"{epoch} {i}"), i);
        run.Save();
    }

    private static IEnumerable<(long, long, long)> Of(IEnumerable<Data> sent, int process) =>
        sent.Where(d => d.Process == Process(process)).Select(d => (d.Epoch, d.Sequence, d.UnixMilliseconds));

    private static Histogram LargeMessage(int number) => new(
        number, true, 1, Completeness.Nothing, default,
        [.. Enumerable.Range(0, 1000).Select(i => new TypeRow($"Some.Name.Space.Of.A.Service.Type{i}", "Assembly", new(i, 0, number, 0, 0, 0), default))]);

    private string[] Files() => Directory.GetFiles(_folder, "*.outbox");
}
