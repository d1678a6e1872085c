using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Contract;

/// <summary>
/// What every host of the fleet must do, asked through its port alone: the same questions for one process that holds all and for a cluster of grains. Each test
/// waits for what it wants to see, since a cluster learns of it a moment later.
/// </summary>
public abstract class FleetContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Hosts go by the clock on the wall: the ninety minutes of a test are the last ones.</summary>
    private static readonly long Earlier = DateTimeOffset.UtcNow.AddMinutes(-91).ToUnixTimeMilliseconds() - Histograms.Start;

    private static int _services;

    // A cluster may be shared by tests: each has its own services and processes.
    private readonly int _firstPid = Interlocked.Add(ref _services, 1000);
    private readonly string _service;

    protected FleetContract() => _service = $"shop-{_firstPid}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIsAckedIsThereAfterTheHostWasLost()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        for (var sequence = 1; sequence <= 5; sequence++) await agent.Say(Message(1, sequence, new ProcessTrouble($"{sequence}")));
        await Until(agent.IsAllAcked);
        await host.LoseEverythingInMemory();
        var next = new SimulatedAgent(host);
        Assert.Equal(5, (await next.Hand(Message(1, 3, new ProcessTrouble("again")))).Ack.Sequence);
        Assert.Equal("5", (await Detail(host.Fleet, 1))?.Summary.Trouble);
    }

    [Fact]
    public async Task WhatIsNotAckedIsAskedForAgainAndCountsOnce()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        await agent.Say(Message(1, 1, Description(_service)));
        for (var sequence = 2; sequence <= 7; sequence++) await agent.Say(Message(1, sequence, Histograms.Of(Scenarios.Steady(sequence))));
        await host.LoseEverythingInMemory();
        // On the same connection: what came before was not acked, and may be gone.
        for (var sequence = 8; sequence <= 10; sequence++) await agent.Say(Message(1, sequence, Histograms.Of(Scenarios.Steady(sequence))));
        await Until(agent.IsAllAcked);
        Assert.Equal(9, (await Detail(host.Fleet, 1))?.Summary.Histograms);
        Assert.Equal(10, agent.Acked[Key(1)]);
    }

    [Fact]
    public async Task ARepeatIsAckedAndNotCounted()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        await agent.Say(Message(1, 1, Histograms.Of(Scenarios.Steady(1))));
        await agent.Hand(Message(1, 1, Histograms.Of(Scenarios.Steady(1))));
        await agent.Hand(Message(1, 1, Histograms.Of(Scenarios.Steady(1))));
        Assert.Equal(1, (await Detail(host.Fleet, 1))?.Summary.Histograms);
    }

    [Fact]
    public async Task ALaterEpochBeginsItsCountAnewAndEndsTheEarlierOne()
    {
        await using var host = await Start();
        var earlier = new SimulatedAgent(host);
        for (var sequence = 1; sequence <= 4; sequence++) await earlier.Say(Message(1, sequence, new ProcessTrouble("earlier")));
        var later = new SimulatedAgent(host);
        await later.Say(Message(1, 1, new ProcessTrouble("later"), epoch: 2));
        await Until(later.IsAllAcked);
        Assert.Equal("later", (await Detail(host.Fleet, 1))?.Summary.Trouble);
        var late = await new SimulatedAgent(host).Hand(Message(1, 9, new ProcessTrouble("too late")));
        Assert.Equal((1, 9), (late.Ack.Epoch, late.Ack.Sequence));
        Assert.Equal("later", (await Detail(host.Fleet, 1))?.Summary.Trouble);
    }

    [Fact]
    public async Task BytesThatAreNoMessageAreRefusedWithTheReason()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        var answer = await agent.Hand([0x97, 0x04, 0xc1], new DataEnvelope(Key(1), 1, 1));
        Assert.Equal(IngestOutcome.Undecodable, answer.Outcome);
        Assert.NotEmpty(answer.Fault);
        Assert.Null(await Detail(host.Fleet, 1));
    }

    [Fact]
    public async Task AnUnknownProcessIsNone()
    {
        await using var host = await Start();
        Assert.Null(await Detail(host.Fleet, 999));
        Assert.NotEqual(IngestOutcome.Taken, (await host.Fleet.Persisted(Key(999), 17, Cancellation)).Outcome);
    }

    [Fact]
    public async Task OldMessagesOfAConnectionWhoseProcessAnotherTookUpAreSentAway()
    {
        await using var host = await Start();
        var old = new SimulatedAgent(host);
        await old.Hand(Message(1, 1, new ProcessTrouble("1")));
        var next = new SimulatedAgent(host);
        await next.Hand(Message(1, 1, new ProcessTrouble("1")));
        Assert.Equal(IngestOutcome.Resend, (await old.Hand(Message(1, 2, new ProcessTrouble("2")))).Outcome);
        Assert.Equal(IngestOutcome.Taken, (await next.Hand(Message(1, 2, new ProcessTrouble("2")))).Outcome);
    }

    [Fact]
    public async Task TheFleetNamesTheLeakItsFirstBadVersionAndTheUnaffectedOne()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        await LiveThrough(agent);
        var query = Query(QueryTarget.Findings);
        await Until(async () => (await host.Fleet.Findings(query, Cancellation)).Items is [{ AffectedVersions: [{ Affected: 2, Replicas: 3 }] }]);
        var finding = Assert.Single((await host.Fleet.Findings(query, Cancellation)).Items);
        Assert.Equal((_service, "Shop.Order"), (finding.Service, finding.Type));
        Assert.Equal(["1.9.0"], finding.UnaffectedVersions);
        Assert.Equal([Key(2), Key(3)], finding.Processes);
        Assert.Contains(await host.Fleet.Findings(Cancellation), f => f.Service == _service && f.Fingerprint == finding.Fingerprint);
        await Until(async () => (await Rows(host.Fleet)).Count(row => row.Verdict == Verdict.Leak) == 2);
        Assert.Equal([2, 3], (await Rows(host.Fleet)).Where(row => row.Verdict == Verdict.Leak).Select(row => row.Key.Pid - _firstPid).Order());
        Assert.Contains((await Detail(host.Fleet, 2))!.Types, type => type is { Type: "Shop.Order", Verdict: Verdict.Leak });
    }

    [Fact]
    public async Task WhatHoldsALeakIsAskedForAndKeptWithItsFinding()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        await LiveThrough(agent);
        var query = Query(QueryTarget.Findings);
        await Until(async () => (await host.Fleet.Findings(query, Cancellation)).Items is [_]);
        var before = (await host.Fleet.Findings(query, Cancellation)).Items[0];

        Assert.False(await host.Fleet.AskRetention(_service, "0000000000000000", Cancellation));
        Assert.False(await host.Fleet.AskRetention("no such service", before.Fingerprint, Cancellation));
        Assert.True(await host.Fleet.AskRetention(_service, before.Fingerprint, Cancellation));
        await Until(async () => (await host.Fleet.Findings(query, Cancellation)).Items is [{ RetentionAskedUnixMilliseconds: > 0 }]);
        Assert.False(await host.Fleet.BeginLook("no such service", before.OwnFingerprint, Cancellation));
        Assert.True(await host.Fleet.BeginLook(_service, before.OwnFingerprint, Cancellation));
        Assert.False(await host.Fleet.BeginLook(_service, before.OwnFingerprint, Cancellation));
        await agent.Say(Message(2, 92, new RetentionFound(
            "Shop.Order", 100, 1000, 64, 0, [new FoundSignature("static Shop.Cache.Orders", "static Shop.Cache.Orders", "It holds them.", 64, true)], ["Shop.Order"], "", -1, -1, 0, 1, [], ""), 91));

        await Until(async () => (await host.Fleet.Findings(query, Cancellation)).Items is [{ Retention.Key: "static Shop.Cache.Orders" }]);
        var after = (await host.Fleet.Findings(query, Cancellation)).Items[0];
        Assert.Equal((before.Fingerprint, Key(2)), (after.OwnFingerprint, after.Retention!.Process));
        Assert.Equal(["Shop.Order"], after.Retention.Found.Path);
        foreach (var name in new[] { before.Fingerprint, after.Fingerprint })
            Assert.Single((await host.Fleet.Findings(Query(QueryTarget.Findings, ("fingerprint", name)), Cancellation)).Items);
    }

    [Fact]
    public async Task QuestionsAreAnsweredInPagesThatHoldEachItemOnce()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        for (var pid = 1; pid <= 23; pid++) await agent.Say(Message(pid, 1, Description(_service, $"1.{pid % 3}")));
        await Until(async () => (await Rows(host.Fleet)).Count == 23);
        var seen = new List<ProcessKey>();
        string? cursor = null;
        do
        {
            var page = await host.Fleet.Processes(Query(QueryTarget.Processes, ("limit", "5"), ("cursor", cursor ?? "")), Cancellation);
            Assert.Equal(23, page.Total);
            seen.AddRange(page.Items.Select(row => row.Key));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(23, seen.Count);
        Assert.Equal(23, seen.Distinct().Count());
        var groups = await host.Fleet.Groups(Query(QueryTarget.Processes, ("group", "version")), Cancellation);
        Assert.Equal(23, groups.Items.Sum(group => group.Processes));
        Assert.Equal(3, groups.Items.Count);
    }

    [Fact]
    public async Task TypesAreSummedOverTheFleet()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        for (var pid = 1; pid <= 3; pid++)
        {
            await agent.Say(Message(pid, 1, Description(_service)));
            for (var minute = 1; minute <= 3; minute++) await agent.Say(Message(pid, minute + 1, Histograms.Of(Scenarios.Steady(minute)), minute));
        }

        await Until(async () => (await host.Fleet.Types(Query(QueryTarget.Types), Cancellation)).Items.Any(type => type.Processes == 3));
    }

    [Fact]
    public async Task AProcessThatChangesItsServiceCountsTowardsTheNewOneOnly()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        await agent.Say(Message(1, 1, Description(_service + "-old")));
        await Until(async () => (await host.Fleet.Services(Cancellation)).Any(s => s.Service == _service + "-old"));
        await agent.Say(Message(1, 2, Description(_service)));
        await Until(async () =>
        {
            var services = (await host.Fleet.Services(Cancellation)).Select(s => s.Service).ToList();
            return services.Contains(_service) && !services.Contains(_service + "-old");
        });
    }

    [Fact]
    public async Task WhatTheFleetShowedIsShownAgainAfterTheHostWasLost()
    {
        await using var host = await Start();
        var agent = new SimulatedAgent(host);
        await LiveThrough(agent);
        await Until(agent.IsAllAcked);
        var query = Query(QueryTarget.Findings);
        await Until(async () => (await host.Fleet.Findings(query, Cancellation)).Items is [{ AffectedVersions: [{ Affected: 2, Replicas: 3 }] }]);
        var before = (await host.Fleet.Findings(query, Cancellation)).Items.Single();
        await host.LoseEverythingInMemory();
        await Until(async () => (await host.Fleet.Findings(query, Cancellation)).Items is [{ AffectedVersions: [{ Affected: 2, Replicas: 3 }] }]);
        var after = (await host.Fleet.Findings(query, Cancellation)).Items.Single();
        Assert.Equal((before.Fingerprint, before.Type, before.BytesPerHour), (after.Fingerprint, after.Type, after.BytesPerHour));
        Assert.Equal(4, (await Rows(host.Fleet)).Count);
    }

    /// <summary>A host that writes within a fraction of a second.</summary>
    protected abstract Task<ContractHost> Start();

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(20, Cancellation))
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "waited in vain");
    }

    private async Task LiveThrough(SimulatedAgent agent)
    {
        (int Pid, string Version, Func<long, IReadOnlyList<TypeRow>> Heap)[] processes =
        [
            (1, "1.9.0", Scenarios.Steady), (2, "1.10.0", Scenarios.Leak), (3, "1.10.0", Scenarios.Leak), (4, "1.10.0", Scenarios.Steady),
        ];
        foreach (var (pid, version, heap) in processes)
        {
            await agent.Say(Message(pid, 1, Description(_service, version)));
            for (var minute = 1; minute <= 90; minute++) await agent.Say(Message(pid, minute + 1, Histograms.Of(heap(minute)), minute));
        }
    }

    private async Task<IReadOnlyList<ProcessSummary>> Rows(IFleet fleet) => (await fleet.Processes(Query(QueryTarget.Processes, ("limit", "100")), Cancellation)).Items;

    private ValueTask<ProcessDetail?> Detail(IFleet fleet, int pid) => fleet.Process(Key(pid), cancellation: Cancellation);

    private ListQuery Query(QueryTarget target, params (string Name, string Value)[] parameters)
    {
        var named = parameters.Where(p => p.Value.Length > 0).Select(p => new KeyValuePair<string, string>(p.Name, p.Value));
        var query = ListQueryReader.Read([new("service", _service), .. named], target, DateTimeOffset.UtcNow, out var faults);
        Assert.Empty(faults);
        return query!;
    }

    private ProcessKey Key(int pid) => Histograms.Key(_firstPid + pid);

    private Data Message(int pid, long sequence, ProcessMessage message, long minutes = 0, long epoch = 1) =>
        Histograms.Message(sequence, message, Earlier / Histograms.Minute + minutes, _firstPid + pid, epoch);

    private static ProcessDescription Description(string service, string version = "1.0") =>
        Histograms.Description(service, version, Histograms.Start + Earlier / Histograms.Minute * Histograms.Minute);
}
