using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Evidence;

namespace LeakFleet.Server.Tests.Evidence;

public sealed class EvidenceElectionTests
{
    private const long Mega = 1_000_000;

    private static readonly DateTimeOffset Opened = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void TheSmallestHeapIsAskedThenTheMostHeadroomThenTheNext()
    {
        ProcessSummary[] replicas = [Replica(1, 900 * Mega), Replica(2, 100 * Mega, limit: 220 * Mega), Replica(3, 110 * Mega, limit: 800 * Mega), Replica(4, 120 * Mega, isExited: true)];
        var finding = Open("shop", "A", replicas);

        Assert.Equal([3, 2, 1, 3], Enumerable.Range(0, 4).Select(i => Turn([finding], replicas, i * EvidenceElection.AttemptTime)?.Process.Pid));
    }

    [Fact]
    public void OfEquallyLargeHeapsTheOneThatCollectsLeastIsAsked()
    {
        ProcessSummary[] replicas = [.. new[] { 4_000.0, 300, 900 }.Select((perHour, i) => Replica(i + 1, 100 * Mega) with { CollectionsPerHour = perHour })];
        var finding = Open("shop", "A", replicas);

        Assert.Equal([2, 3, 1, 2], Enumerable.Range(0, 4).Select(i => Turn([finding], replicas, i * EvidenceElection.AttemptTime)?.Process.Pid));
    }

    [Fact]
    public void NeverTwoOfAServiceAtOnce()
    {
        ProcessSummary[] replicas = [Replica(1, Mega), Replica(2, Mega)];

        var turns = EvidenceElection.Turns([Open("shop", "A", replicas), Open("shop", "B", replicas), Open("billing", "A", replicas)], replicas, Opened);

        Assert.Equal([("shop", "A"), ("billing", "A")], turns.Select(turn => (turn.Service, turn.Type)));
    }

    [Fact]
    public void WhatIsNotKnownOfAReplicaMayBeMoreThanOfAnyOther()
    {
        ProcessSummary[] replicas = [Replica(1, -1), Replica(2, 900 * Mega), Replica(3, 900 * Mega) with { CollectionsPerHour = 50_000 }, Replica(4, 900 * Mega) with { CollectionsPerHour = 50_000, RssBytes = -1, ContainerLimitBytes = Mega }];
        var finding = Open("shop", "A", replicas);

        Assert.Equal([3, 4, 2, 1], Enumerable.Range(0, 4).Select(i => Turn([finding], replicas, i * EvidenceElection.AttemptTime)?.Process.Pid));
    }

    [Fact]
    public void OfTheNewestVersionThatLeaksOneIsAskedWhileAnyOfItLives()
    {
        ProcessSummary[] replicas = [Replica(1, Mega), Replica(2, 900 * Mega) with { Version = "2.0" }];
        var finding = Open("shop", "A", replicas) with
        {
            AffectedVersions = [new("1.0", 1, 1), new("2.0", 1, 1)],
            Versions = [new("1.0", 0, true, null, null, null), new("2.0", 1, true, null, null, null), new("3.0", 2, false, null, null, null)],
        };

        Assert.Equal([2, 2], Enumerable.Range(0, 2).Select(i => Turn([finding], replicas, i * EvidenceElection.AttemptTime)?.Process.Pid));
        Assert.Equal(1, Turn([finding], [replicas[0]], TimeSpan.Zero)?.Process.Pid);
    }

    [Fact]
    public void ThoseThatWaitTakeTurnsWhetherTheFirstCanBeAskedOrNot()
    {
        ProcessSummary[] replicas = [Replica(1, Mega)];
        FleetFinding[] findings = [.. "ABC".Select(type => Open("shop", $"{type}", replicas))];

        var turns = Enumerable.Range(0, 23 * 60).Select(minute => Turn(findings, replicas, TimeSpan.FromMinutes(minute))).OfType<EvidenceTurn>().Distinct().ToList();

        Assert.Equal([("A", 0), ("B", 0), ("C", 0), ("A", 1), ("B", 1), ("C", 1)], turns.Take(6).Select(turn => (turn.Type, turn.Attempt)));
        Assert.Equal(3 * EvidenceElection.AttemptsMax, turns.Count);
        Assert.Equal("B", Turn([findings[0] with { State = FindingState.Resolved }, findings[1], findings[2]], replicas, TimeSpan.Zero)?.Type);
    }

    [Fact]
    public void WhoAsksComesFirstAndKeepsNobodyFromItsTurn()
    {
        ProcessSummary[] replicas = [Replica(1, Mega)];
        FleetFinding[] findings = [Open("shop", "A", replicas), Open("shop", "B", replicas) with { RetentionAskedUnixMilliseconds = Opened.AddMinutes(1).ToUnixTimeMilliseconds() }];

        var turns = Enumerable.Range(0, 23 * 60).Select(minute => Turn(findings, replicas, TimeSpan.FromMinutes(minute))).OfType<EvidenceTurn>().Distinct().ToList();

        Assert.Equal(["A", "B", "B", "B", "B", "A"], turns.Take(6).Select(turn => turn.Type));
    }

    [Fact]
    public void SoManyAttemptsADayAndNoneOnceItIsKnown()
    {
        ProcessSummary[] replicas = [Replica(1, Mega)];
        var finding = Open("shop", "A", replicas);
        var known = Answered(finding, Opened.AddMinutes(1), "static A.B");
        var silent = Answered(finding, Opened.AddMinutes(1), "");

        Assert.Equal(EvidenceElection.AttemptsMax, Minutes().Count(at => Turn([finding], replicas, at) is { Attempt: var attempt } && at == attempt * EvidenceElection.AttemptTime));
        Assert.DoesNotContain(Minutes(), at => Turn([known], replicas, at) is not null);
        Assert.DoesNotContain(Minutes(), at => Turn([silent], replicas, at) is not null);
        Assert.NotNull(Turn([silent], [Replica(1, Mega, seenDays: 1)], TimeSpan.FromDays(1) + TimeSpan.FromMinutes(2)));

        static IEnumerable<TimeSpan> Minutes() => Enumerable.Range(0, 23 * 60).Select(minute => TimeSpan.FromMinutes(minute));
    }

    [Fact]
    public void WhoAsksGetsAnAnswerWhateverIsKnown()
    {
        ProcessSummary[] replicas = [Replica(1, Mega)];
        var asked = Answered(Open("shop", "A", replicas), Opened, "static A.B") with { RetentionAskedUnixMilliseconds = Opened.AddMinutes(5).ToUnixTimeMilliseconds() };

        Assert.Null(Turn([asked], replicas, TimeSpan.FromMinutes(4)));
        Assert.NotNull(Turn([asked], replicas, TimeSpan.FromMinutes(5)));
        Assert.Null(Turn([Answered(asked, Opened.AddMinutes(6), "static A.B")], replicas, TimeSpan.FromMinutes(7)));
    }

    [Fact]
    public void WhatIsNotFirmResolvedOrNamesNoTypeIsNotAskedFor()
    {
        ProcessSummary[] replicas = [Replica(1, Mega)];
        var finding = Open("shop", "A", replicas);

        Assert.Null(Turn([finding with { StateSinceUnixMilliseconds = 0 }], replicas, TimeSpan.Zero));
        Assert.Null(Turn([finding with { State = FindingState.Resolved }], replicas, TimeSpan.Zero));
        Assert.Null(Turn([finding with { Type = "" }], replicas, TimeSpan.Zero));
        Assert.Null(Turn([finding], [], TimeSpan.Zero));
    }

    private static EvidenceTurn? Turn(FleetFinding[] findings, ProcessSummary[] replicas, TimeSpan after) =>
        EvidenceElection.Turns(findings, [.. replicas.Select(r => r with { LastSeenUnixMilliseconds = Math.Max(r.LastSeenUnixMilliseconds, (Opened + after).ToUnixTimeMilliseconds()) })], Opened + after) is [var turn] ? turn : null;

    private static FleetFinding Open(string service, string type, ProcessSummary[] replicas) => new(
        $"{type}-print", "managed-type", service, type, "Acme", [], [], [.. replicas.Select(r => r.Key)], 0, 1000, null)
    { StateSinceUnixMilliseconds = Opened.ToUnixTimeMilliseconds() };

    private static FleetFinding Answered(FleetFinding finding, DateTimeOffset at, string key) => finding with
    {
        Retention = new(Key(1), at.ToUnixTimeMilliseconds(), RetentionFound.Failed("A", "") with { Signatures = key.Length == 0 ? [] : [new FoundSignature(key, key, "", 1, true)] }),
        RetentionAnsweredUnixMilliseconds = at.ToUnixTimeMilliseconds(),
    };

    private static ProcessKey Key(int pid) => new("node-1", new string('a', 32), pid, pid);

    private static ProcessSummary Replica(int pid, long heapBytes, long limit = -1, bool isExited = false, int seenDays = 0) => new(
        Key(pid), "shop", "1.0", "10.0.0", new Dictionary<string, string>(), 0, Opened.AddDays(seenDays).ToUnixTimeMilliseconds(), isExited, Verdict.Leak, null, heapBytes, 2 * heapBytes, limit, 1, 0, "");
}
