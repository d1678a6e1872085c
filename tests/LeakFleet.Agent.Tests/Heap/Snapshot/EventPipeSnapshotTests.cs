using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Agent.Procfs;
using Microsoft.Diagnostics.NETCore.Client;

namespace LeakFleet.Agent.Tests.Heap.Snapshot;

public sealed class EventPipeSnapshotTests
{
    private const int Objects = 100_000;
    private const string RuntimeProvider = "Microsoft-Windows-DotNETRuntime";
    private const long KeywordGc = 0x1;
    private const long KeywordsOfSnapshots = 0x1980001;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASnapshotOfAQuietHeapCountsWhatAWalkCounts()
    {
        using var target = HeapTargetProcess.Start(Objects, []);
        await using var looks = HeapLooks.Open(target.Pid, "node", new HeapWalkOptions())!;
        var walk = await looks.LookAsync(Cancellation);

        var snapshot = await looks.SnapshotAsync(Cancellation);

        Assert.Null(snapshot.Trouble);
        Assert.Empty(snapshot.Histogram!.Completeness.Skipped);
        Assert.True(snapshot.CollectionIndex > 0);
        var walked = walk.Histogram!.Types.Where(type => type.Name.Contains("HeapTarget.BuiltHeap", StringComparison.Ordinal)).ToList();
        Assert.True(walked.Count > 8);
        var counted = snapshot.Histogram.Types.ToDictionary(type => type.MethodTable);
        Assert.All(walked, type =>
        {
            var same = counted[type.MethodTable];
            Assert.Equal((type.Name, type.Assembly, type.Counts.Total, type.Bytes.Total), (same.Name, same.Assembly, same.Counts.Total, same.Bytes.Total));
        });
    }

    [Fact]
    public async Task ASnapshotThatLostEventsIsPartial()
    {
        using var target = HeapTargetProcess.Start(Objects, []);

        var walk = await new EventPipeSnapshot(new ProcTree(), InstanceOf(target.Pid), new HeapWalkOptions(), new SnapshotOptions(BufferMegabytes: 1)).TakeAsync(Cancellation);

        Assert.Null(walk.Trouble);
        Assert.True(walk.Histogram!.Completeness.Skipped[SnapshotFold.LostEvents] > 0);
        Assert.False(walk.Histogram.Completeness.IsComplete);
        Assert.InRange(walk.Histogram.Completeness.Coverage, 0, 0.9);
    }

    [Fact]
    public async Task AfterASnapshotNoOtherSessionInducesACollection()
    {
        using var target = HeapTargetProcess.Start(Objects, []);
        var client = new DiagnosticsClient(target.Pid);
        using var watching = await WatchAsync(client);
        var before = Collect(target);

        // What it would be like: as long as the keywords are raised, each session that starts induces one more.
        using (var raised = await client.StartEventPipeSessionAsync(Provider(KeywordsOfSnapshots), requestRundown: false, 256, Cancellation))
        {
            var drained = raised.EventStream.CopyToAsync(Stream.Null, Cancellation);
            await StartAndStopASessionAsync(client);
            await raised.StopAsync(Cancellation);
            await drained;
        }
        Assert.Equal(before + 3, Collect(target));

        var snapshot = new EventPipeSnapshot(new ProcTree(), InstanceOf(target.Pid), new HeapWalkOptions(), SnapshotOptions.Usual);
        Assert.NotNull((await snapshot.TakeAsync(Cancellation)).Histogram);
        await StartAndStopASessionAsync(client);

        Assert.True(snapshot.IsCleared);
        Assert.Equal(before + 4, snapshot.CollectionIndex);
        Assert.Equal(before + 5, Collect(target));
    }

    [Fact]
    public async Task ACancelledSnapshotLeavesNoKeywordsRaised()
    {
        using var target = HeapTargetProcess.Start(10 * Objects, []);
        var client = new DiagnosticsClient(target.Pid);
        using var watching = await WatchAsync(client);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        soon.CancelAfter(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new EventPipeSnapshot(new ProcTree(), InstanceOf(target.Pid), new HeapWalkOptions(), SnapshotOptions.Usual).TakeAsync(soon.Token));

        var before = Collect(target);
        await StartAndStopASessionAsync(client);
        Assert.Equal(before + 1, Collect(target));
    }

    [Fact]
    public async Task ASocketOfAnotherProcessIsNotAsked()
    {
        // The fixture's socket is held by this test, not by "process 5".
        using var proc = new Procfs.ProcFixture();
        proc.Add(5).Listen(5, "dotnet-diagnostic-5-100-socket");

        var walk = await new EventPipeSnapshot(proc.Tree, new ProcessInstance(5, 100), new HeapWalkOptions(), SnapshotOptions.Usual).TakeAsync(Cancellation);

        Assert.Equal($"no heap snapshot: its diagnostic socket belongs to process {Environment.ProcessId}", walk.Trouble);
    }

    [Fact]
    public async Task ASnapshotOfAProcessThatIsNotDotnetIsTrouble()
    {
        using var process = System.Diagnostics.Process.Start("sleep", "60");
        await using var looks = HeapLooks.Open(process.Id, "node", new HeapWalkOptions())!;

        var snapshot = await looks.SnapshotAsync(Cancellation);

        process.Kill();
        Assert.Null(snapshot.Histogram);
        Assert.Equal("no heap snapshot: it has no diagnostic socket", snapshot.Trouble);
    }

    private static ProcessInstance InstanceOf(int pid)
    {
        Assert.True(new ProcTree().TryReadStat(pid, out var stat));
        return new ProcessInstance(pid, stat.StartTicks);
    }

    private static EventPipeProvider Provider(long keywords) =>
        new(RuntimeProvider, System.Diagnostics.Tracing.EventLevel.Verbose, keywords);

    private static async Task StartAndStopASessionAsync(DiagnosticsClient client)
    {
        using var session = await client.StartEventPipeSessionAsync(Provider(KeywordGc), requestRundown: false, 4, Cancellation);
        var drained = session.EventStream.CopyToAsync(Stream.Null, Cancellation);
        await session.StopAsync(Cancellation);
        await drained;
    }

    /// <summary>Has the target collect; gives the number of that collection.</summary>
    private static int Collect(HeapTargetProcess target) => int.Parse(target.Ask("collect").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The agent's own session with a target, which is open all the time when an agent watches.</summary>
    private static async Task<EventPipeSession> WatchAsync(DiagnosticsClient client)
    {
        var session = await client.StartEventPipeSessionAsync(Provider(KeywordGc), requestRundown: false, 4, Cancellation);
        _ = session.EventStream.CopyToAsync(Stream.Null, Cancellation);
        return session;
    }
}
