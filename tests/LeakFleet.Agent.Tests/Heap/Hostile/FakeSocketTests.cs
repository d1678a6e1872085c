using System.Buffers.Binary;
using System.Net.Sockets;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

[Collection(typeof(Alone))]
public sealed class FakeSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ProcessInstance Self = new(Environment.ProcessId, FakeSocket.StartTicks);

    public static TheoryData<string> Answers => new("nothing", "close", "garbage", "huge", "ok then garbage", "ok then a trace of huge blocks", "one byte at a time");

    [Theory, MemberData(nameof(Answers))]
    public async Task WhoeverAnswersTheQuestionWhatItIsGetsItsTimeAndNoMore(string answer)
    {
        await using var fake = new FakeSocket((socket, stop) => AnswerAsync(socket, answer, stop));
        Assert.Equal(ReadOutcome.Ok, SocketSearch.Find(fake.Proc.Tree, Self, out var found));
        using (found)
        {
            var told = await RuntimeQuery.AskAsync(found!, Environment.ProcessId, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.NotNull(told.Trouble);
        }
    }

    [Theory, MemberData(nameof(Answers))]
    public async Task ASessionWithItBreaksIsToldAndEnds(string answer)
    {
        await using var fake = new FakeSocket((socket, stop) => AnswerAsync(socket, answer, stop));
        var feed = new CollectionFeed();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var session = new GcSession(fake.Proc.Tree, Self, feed, TimeProvider.System, NullLogger.Instance);
        var allocated = GC.GetTotalAllocatedBytes();
        var run = session.RunAsync(stop.Token);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (session.Trouble is null && clock.Elapsed < Patience && !run.IsCompleted) await Task.Delay(20, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.NotNull(session.Trouble);
        Assert.Empty(feed.TakeBatch());
        // A length believed would be two gigabytes.
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 256L << 20);
    }

    [Theory, InlineData("close"), InlineData("garbage"), InlineData("ok then garbage"), InlineData("ok then a trace of huge blocks")]
    public async Task ASnapshotOfItIsTroubleAndEnds(string answer)
    {
        await using var fake = new FakeSocket((socket, stop) => AnswerAsync(socket, answer, stop));
        var allocated = GC.GetTotalAllocatedBytes();

        var walk = await new EventPipeSnapshot(fake.Proc.Tree, Self, new HeapWalkOptions(), SnapshotOptions.Usual)
            .TakeAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.StartsWith("no heap snapshot: ", walk.Trouble, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 256L << 20);
    }

    private static async Task AnswerAsync(Socket socket, string answer, CancellationToken stop)
    {
        var noise = new byte[64 * 1024];
        new Random(1).NextBytes(noise);
        switch (answer)
        {
            case "nothing":
                await Task.Delay(Timeout.Infinite, stop);
                break;
            case "close":
                break;
            case "garbage":
                await SendAsync(noise);
                break;
            case "huge":
                await SendAsync(Ok(0xFFFF));
                for (var i = 0; i < 1_000; i++) await SendAsync(noise);
                break;
            case "ok then garbage":
                await SendAsync(Ok(28));
                await SendAsync(noise);
                break;
            case "ok then a trace of huge blocks":
                await SendAsync(Ok(28));
                await SendAsync(new byte[8]);
                await SendAsync([.. TraceStart, 6, 5, 5, 1, 2, 0, 0, 0, 2, 0, 0, 0, 10, 0, 0, 0, .. "EventBlock"u8, 6, 0xFF, 0xFF, 0xFF, 0x7F]);
                await SendAsync(noise);
                break;
            default:
                foreach (var part in Ok(0xFFFF))
                {
                    await SendAsync([part]);
                    await Task.Delay(100, stop);
                }
                await Task.Delay(Timeout.Infinite, stop);
                break;
        }

        async Task SendAsync(byte[] bytes)
        {
            for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), stop);
        }
    }

    /// <summary>Up to the end of the object that describes the trace.</summary>
    private static byte[] TraceStart =>
    [
        .. "Nettrace"u8, 20, 0, 0, 0, .. "!FastSerialization.1"u8, 5, 5, 1, 4, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, .. "Trace"u8, 6, .. new byte[48],
    ];

    private static byte[] Ok(ushort length)
    {
        var header = new byte[20];
        "DOTNET_IPC_V1\0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(14), length);
        header[16] = 0xFF;
        return header;
    }
}
