using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class FindingLedgerTests
{
    private const long Hour = 3_600_000;

    private readonly FindingLedger _ledger = new(new FleetOptions { FindingHold = TimeSpan.FromHours(1), ResolvedKept = TimeSpan.FromDays(2) });

    [Fact]
    public void AFindingOfAProcessOpensAtOnce()
    {
        Step(0, "a");
        Assert.Equal((FindingState.Open, 0, true), State("a"));
    }

    [Fact]
    public void WhatOnlyReplicasShowIsShownAfterSeveralJudgementsInARow()
    {
        var needed = 4 * new DetectionOptions().LooksMin;
        for (var look = 1; look < needed; look++) Step(look, "a", ofReplicasOnly: true);
        Assert.False(State("a").IsShown);
        Step(needed);
        for (var look = 1; look < needed; look++) Step(needed + look, "a", ofReplicasOnly: true);
        Assert.False(State("a").IsShown);
        Step(2 * needed, "a", ofReplicasOnly: true);
        Assert.True(State("a").IsShown);
    }

    [Fact]
    public void WhatGoesForLessThanTheHoldStaysOpen()
    {
        Step(0, "a");
        Step(Hour / 2);
        Step(Hour - 1, "a");
        Step(Hour + Hour / 2);
        Assert.Equal((FindingState.Open, 0, true), State("a"));
    }

    [Fact]
    public void WhatIsGoneForTheHoldIsResolvedAndWhenItComesBackItHasRegressed()
    {
        Step(0, "a");
        Assert.True(Step(Hour));
        Assert.Equal((FindingState.Resolved, Hour, true), State("a"));
        Step(5 * Hour, "a");
        Assert.Equal((FindingState.Regressed, 5 * Hour, true), State("a"));
        Step(6 * Hour, "a");
        Assert.Equal((FindingState.Regressed, 5 * Hour, true), State("a"));
        Step(7 * Hour);
        Assert.Equal((FindingState.Resolved, 7 * Hour, true), State("a"));
    }

    [Fact]
    public void AResolvedOneIsForgottenInTheEndAndThenOpensAnew()
    {
        Step(0, "a");
        Step(Hour);
        Step(49 * Hour);
        Assert.Empty(_ledger.Records);
        Step(50 * Hour, "a");
        Assert.Equal(FindingState.Open, State("a").State);
    }

    [Fact]
    public void AClockThatJumpsBackUndoesNothing()
    {
        Step(10 * Hour, "a");
        Step(2 * Hour, "a");
        Step(2 * Hour);
        Assert.Equal((FindingState.Open, 10 * Hour, true), State("a"));
    }

    [Fact]
    public void ALeakKeepsItsStateUnderAnotherName()
    {
        Step(0, "a");
        _ledger.Rename("a", "b");
        Step(Hour, "b");
        Assert.Equal((FindingState.Open, 0, true), State("b"));
        Assert.Single(_ledger.Records);
    }

    [Fact]
    public void RecordsAreBoundedAndResolvedOnesMakeRoomFirst()
    {
        var ledger = new FindingLedger(new FleetOptions { ServiceFindingsMax = 1 });
        ledger.Step([Present("old")], 0);
        ledger.Step([Present("open")], 2 * Hour);
        for (var i = 0; i < 10; i++) ledger.Step([Present("open"), Present($"n{i}")], (3 + 2 * i) * Hour);
        Assert.Equal(4, ledger.Records.Count);
        Assert.Contains(ledger.Records, r => r.Finding.Fingerprint == "open");
    }

    private static (FleetFinding, IReadOnlySet<string>) Present(string fingerprint, bool ofReplicasOnly = false) =>
        (new FleetFinding(fingerprint, "managed-type", "shop", fingerprint, "Shop", [], [], [], 0, 1, null) { IsOfReplicasOnly = ofReplicasOnly },
            new HashSet<string> { fingerprint });

    private bool Step(long time, string? fingerprint = null, bool ofReplicasOnly = false) =>
        _ledger.Step(fingerprint is null ? [] : [Present(fingerprint, ofReplicasOnly)], time);

    private (FindingState State, long Since, bool IsShown) State(string fingerprint)
    {
        Assert.True(_ledger.TryFind(fingerprint, out var record));
        return (record.State, record.SinceUnixMilliseconds, record.IsShown);
    }
}
