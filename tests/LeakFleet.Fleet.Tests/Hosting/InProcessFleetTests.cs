using LeakFleet.Detection;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Fleet.Tests.Hosting;

public sealed class InProcessFleetTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AMessageIsAckedAfterTheIntervalInWhichItIsWritten()
    {
        await using var fleet = Start(_folder);
        var ack = await Say(fleet, 1, Histograms.Description());
        Assert.Equal(new Ack(Histograms.Key(), 1, 0), ack);
        await Say(fleet, 2, new ProcessTrouble("x"));
        Assert.Equal(0, (await Persisted(fleet)).Sequence);
        await AdvanceUntil(async () => (await Persisted(fleet)).Sequence == 2);
        using var crashed = _folder.Copy();
        await using var next = Start(crashed);
        Assert.Equal(new Ack(Histograms.Key(), 1, 2), await Persisted(next));
    }

    [Fact]
    public async Task ManyMessagesDoNotWaitForTheInterval()
    {
        await using var fleet = Start(_folder);
        for (var i = 1; i <= 64; i++) await Say(fleet, i, new ProcessTrouble("x"));
        await Until(async () => (await Persisted(fleet)).Sequence >= 64);
    }

    [Fact]
    public async Task DisposingWritesEverything()
    {
        await using (var fleet = Start(_folder)) await Say(fleet, 5, Histograms.Description("billing"));
        await using var next = Start(_folder);
        Assert.Equal(5, (await Persisted(next)).Sequence);
        Assert.Equal("billing", (await next.Processes(TestContext.Current.CancellationToken)).Single().Service);
        Assert.Equal("billing", (await next.Services(TestContext.Current.CancellationToken)).Single().Service);
    }

    [Fact]
    public async Task WithoutAStateFolderMessagesAreAckedWhenTakenIn()
    {
        await using var fleet = InProcessFleet.Start(new MemoryStateStore(), new FleetOptions(), _time, NullLogger<InProcessFleet>.Instance);
        Assert.Equal(new Ack(Histograms.Key(), 1, 1), await Say(fleet, 1, Histograms.Description()));
    }

    [Fact]
    public async Task AnEarlierEpochIsAckedOnlyOnceALaterOneIsPersisted()
    {
        await using var fleet = Start(_folder);
        await Say(fleet, 1, new ProcessTrouble(""), epoch: 2);
        Assert.Equal(new Ack(Histograms.Key(), 1, 0), await Say(fleet, 7, new ProcessTrouble(""), epoch: 1));
        await fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(new Ack(Histograms.Key(), 1, 7), await Say(fleet, 7, new ProcessTrouble(""), epoch: 1));
        Assert.Equal(new Ack(Histograms.Key(), 2, 1), await Persisted(fleet));
    }

    [Fact]
    public async Task NoCrashLosesWhatWasAcked()
    {
        const int Processes = 6;
        await using var fleet = Start(_folder, new FleetOptions { WriteMessagesMax = 3 });
        var acked = new long[Processes + 1];
        var crashes = new List<(TemporaryFolder Folder, long[] Acked)>();
        using var stop = new CancellationTokenSource();
        var agent = Task.Run(async () =>
        {
            for (var sequence = 1L; !stop.IsCancellationRequested; sequence++)
            {
                for (var pid = 1; pid <= Processes; pid++)
                    Volatile.Write(ref acked[pid], (await Say(fleet, sequence, new ProcessTrouble($"{sequence}"), pid)).Sequence);
            }
        }, TestContext.Current.CancellationToken);
        for (var crash = 0; crash < 25; crash++)
        {
            var before = acked.Max();
            await AdvanceUntil(() => Task.FromResult(acked.Max() > before));
            var then = (long[])acked.Clone();
            crashes.Add((_folder.Copy(), then));
        }

        await stop.CancelAsync();
        await agent;
        foreach (var (folder, then) in crashes)
        {
            await using (var next = Start(folder))
            {
                for (var pid = 1; pid <= Processes; pid++)
                {
                    var persisted = await next.Persisted(Histograms.Key(pid), TestContext.Current.CancellationToken);
                    Assert.True((persisted?.Sequence ?? 0) >= then[pid], $"acked {then[pid]}, found {persisted?.Sequence}");
                }
            }

            Assert.Empty(folder.Files("*.corrupt"));
            folder.Dispose();
        }
    }

    [Fact]
    public async Task AStoreThatFailsDelaysAcksUntilItWorksAgain()
    {
        var store = new FailingStore();
        await using var fleet = InProcessFleet.Start(store, new FleetOptions(), _time, NullLogger<InProcessFleet>.Instance);
        await Say(fleet, 1, new ProcessTrouble(""));
        store.Fault = FailingStore.Fails.ByFault;
        await fleet.Flush(TestContext.Current.CancellationToken);
        store.Fault = FailingStore.Fails.ByException;
        await fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Persisted(fleet)).Sequence);
        store.Fault = FailingStore.Fails.Not;
        await fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(1, (await Persisted(fleet)).Sequence);
    }

    [Fact]
    public async Task ADamagedFileCostsOneProcessAndNotTheStart()
    {
        await using (var fleet = Start(_folder))
        {
            for (var pid = 1; pid <= 3; pid++) await Say(fleet, 1, Histograms.Description(), pid);
        }

        var damaged = _folder.Files("*.state")[0];
        await File.WriteAllTextAsync(damaged, "nonsense", TestContext.Current.CancellationToken);
        await using var next = Start(_folder);
        Assert.Equal(2, (await next.Processes(TestContext.Current.CancellationToken)).Count);
        Assert.Single(_folder.Files("*.corrupt"));
    }

    [Fact]
    public async Task AFullFleetMakesRoomByItsExitedProcessesAndRefusesAfterThat()
    {
        await using var fleet = Start(_folder, new FleetOptions { ProcessesMax = 2 });
        await Say(fleet, 1, new ProcessTrouble(""), pid: 1);
        await Say(fleet, 1, new ProcessExited(), pid: 2);
        await fleet.Flush(TestContext.Current.CancellationToken);
        await Say(fleet, 1, new ProcessTrouble(""), pid: 3);
        Assert.Null(await fleet.Persisted(Histograms.Key(2), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await Say(fleet, 1, new ProcessTrouble(""), pid: 4)).Sequence);
        await fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Say(fleet, 1, new ProcessTrouble(""), pid: 4)).Sequence);
        Assert.Equal(2, _folder.Files("*.state").Count);
    }

    [Fact]
    public async Task ExitedAndSilentProcessesAreForgottenInTheirTime()
    {
        await using var fleet = Start(_folder);
        await Say(fleet, 1, new ProcessExited(), pid: 1);
        await Say(fleet, 1, Histograms.Description(), pid: 2);
        await fleet.Flush(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromHours(25));
        await AdvanceUntil(async () => (await fleet.Processes(TestContext.Current.CancellationToken)).Count == 1);
        await AdvanceUntil(async () => (await fleet.Services(TestContext.Current.CancellationToken)).Count == 0);
        _time.Advance(TimeSpan.FromDays(7));
        await AdvanceUntil(async () => (await fleet.Processes(TestContext.Current.CancellationToken)).Count == 0);
        await fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Empty(_folder.Files("*.state"));
    }

    [Fact]
    public async Task AfterAWeekDownAgentsHaveAnHourToComeBackBeforeAnythingIsForgotten()
    {
        await using (var fleet = Start(_folder))
        {
            await Say(fleet, 1, Histograms.Description(), pid: 1);
            await Say(fleet, 1, Histograms.Description(), pid: 2);
        }

        _time.Advance(TimeSpan.FromDays(8));
        await using var next = Start(_folder);
        for (var minute = 0; minute < 50; minute++)
        {
            await Say(next, 2 + minute, new ProcessTrouble(""), pid: 1);
            var written = (await Persisted(next)).Sequence;
            _time.Advance(TimeSpan.FromMinutes(1));
            await AdvanceUntil(async () => (await Persisted(next)).Sequence > written);
        }

        Assert.Equal(2, (await next.Processes(TestContext.Current.CancellationToken)).Count);
        _time.Advance(TimeSpan.FromHours(1));
        await AdvanceUntil(async () => (await next.Processes(TestContext.Current.CancellationToken)).Count == 1);
    }

    [Fact]
    public async Task AKeyOutOfItsBoundsIsRefused()
    {
        await using var fleet = Start(_folder);
        var data = Histograms.Message(1, new ProcessTrouble("")) with { Process = new ProcessKey("../../etc", "x", 1, 1) };
        Assert.Equal(0, (await fleet.Ingest(data, TestContext.Current.CancellationToken)).Sequence);
        Assert.Empty(await fleet.Processes(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void FaultyOptionsAreAllNamedAtOnce()
    {
        var options = new FleetOptions { ProcessesMax = 0, CoverageMin = double.NaN, Detection = new DetectionOptions { SamplesMin = 0 } };
        var refused = Assert.Throws<ArgumentException>(() => InProcessFleet.Start(new MemoryStateStore(), options, _time, NullLogger<InProcessFleet>.Instance));
        Assert.Contains("ProcessesMax", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CoverageMin", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SamplesMin", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFleetNamesTheLeakItsFirstBadVersionAndTheUnaffectedOne()
    {
        await using var fleet = Start(_folder);
        (int Pid, string Version, Func<long, IReadOnlyList<TypeRow>> Heap)[] processes =
        [
            (1, "1.9.0", Scenarios.Steady), (2, "1.10.0", Scenarios.Leak), (3, "1.10.0", Scenarios.Leak), (4, "1.10.0", Scenarios.Steady),
        ];
        foreach (var (pid, version, heap) in processes)
        {
            await Say(fleet, 1, Histograms.Description("shop", version), pid);
            for (var minute = 1; minute <= 90; minute++)
                await fleet.Ingest(Histograms.Message(minute + 1, Histograms.Of(heap(minute)), minute, pid), TestContext.Current.CancellationToken);
        }

        var finding = Assert.Single(await fleet.Findings(TestContext.Current.CancellationToken));
        Assert.Equal(("shop", "Shop.Order"), (finding.Service, finding.Type));
        Assert.Equal([new VersionCount("1.10.0", 2, 3)], finding.AffectedVersions);
        Assert.Equal(["1.9.0"], finding.UnaffectedVersions);
        Assert.Equal([Histograms.Key(2), Histograms.Key(3)], finding.Processes);
        var summaries = await fleet.Processes(TestContext.Current.CancellationToken);
        Assert.Equal([2, 3, 1, 4], summaries.Select(s => s.Key.Pid));
        Assert.Equal([Verdict.Leak, Verdict.Leak, Verdict.Healthy, Verdict.Healthy], summaries.Select(s => s.Verdict));
        Assert.Equal("Shop.Order", (await fleet.Process(Histograms.Key(2), cancellation: TestContext.Current.CancellationToken))!.Types.First(t => t.Type.StartsWith("Shop.", StringComparison.Ordinal)).Type);
    }

    [Fact]
    public async Task HowLongAFindingHasBeenOpenSurvivesARestart()
    {
        long since;
        await using (var fleet = Start(_folder))
        {
            await Say(fleet, 1, Histograms.Description());
            for (var minute = 1; minute <= 120; minute++)
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                await fleet.Ingest(Histograms.Message(minute + 1, Histograms.Of(Scenarios.Leak(minute)), minute), TestContext.Current.CancellationToken);
            }

            since = Assert.Single(await fleet.Findings(TestContext.Current.CancellationToken)).StateSinceUnixMilliseconds;
            Assert.True(since > 0);
        }

        Assert.Equal(2, _folder.Files("*.state").Count);
        await using (var next = Start(_folder))
            Assert.Equal(since, Assert.Single(await next.Findings(TestContext.Current.CancellationToken)).StateSinceUnixMilliseconds);
        // Of no use to a service without processes.
        File.Delete(_folder.Files("*.state").Single(file => !Path.GetFileName(file).StartsWith("service-", StringComparison.Ordinal)));
        await using (var empty = Start(_folder)) Assert.Empty(await empty.Services(TestContext.Current.CancellationToken));
        Assert.Empty(_folder.Files("*.state"));
    }

    private static ValueTask<Ack> Say(InProcessFleet fleet, long sequence, ProcessMessage message, int pid = 1, long epoch = 1) =>
        fleet.Ingest(Histograms.Message(sequence, message, 0, pid, epoch), TestContext.Current.CancellationToken);

    private static async Task<Ack> Persisted(InProcessFleet fleet) =>
        (await fleet.Persisted(Histograms.Key(), TestContext.Current.CancellationToken))!;

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var waited = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(5, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetElapsedTime(waited) < Patience, "waited in vain");
    }

    private InProcessFleet Start(TemporaryFolder folder, FleetOptions? options = null) => InProcessFleet.Start(
        FileStateStore.Open(folder.Path, NullLogger<FileStateStore>.Instance), options ?? new FleetOptions(), _time, NullLogger<InProcessFleet>.Instance);

    private Task AdvanceUntil(Func<Task<bool>> holds) => Until(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return holds();
    });
}
