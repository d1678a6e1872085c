using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class FindingRetentionTests
{
    private const string Holder = "static Shop.Cache.Orders → Shop.Order";
    private const string Other = "static Shop.Audit.Log → Shop.Order";

    private readonly ServiceMonitor _service = new("shop", new FleetOptions());

    [Fact]
    public void WhatHoldsTheObjectsIsPartOfWhatNamesTheLeak()
    {
        Report(_service, 1, "2.0");
        var before = _service.Findings().Single();
        Report(_service, 1, "2.0", Answer(1, Holder));
        var after = _service.Findings().Single();

        Assert.Equal("", before.TypeFingerprint);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.Equal(before.Fingerprint, after.OwnFingerprint);
        Assert.Equal(Holder, after.Retention!.Key);
    }

    [Fact]
    public void TheSameLeakInAnotherServiceAndVersionIsRecognisedAndAnotherByTheSameTypeIsNot()
    {
        var (same, other) = (new ServiceMonitor("billing", new FleetOptions()), new ServiceMonitor("gateway", new FleetOptions()));
        Report(_service, 1, "2.0", Answer(1, Holder));
        Report(same, 2, "7.1", Answer(2, Holder));
        Report(other, 3, "1.0", Answer(3, Other));

        Assert.Equal(_service.Findings().Single().Fingerprint, same.Findings().Single().Fingerprint);
        Assert.NotEqual(_service.Findings().Single().Fingerprint, other.Findings().Single().Fingerprint);
    }

    [Fact]
    public void WhatIsKnownOutlivesTheProcessAndIsNotGivenUpForAnAnswerThatSaysLess()
    {
        Report(_service, 1, "2.0", Answer(1, Holder));
        Report(_service, 2, "2.0", new FindingRetention(Histograms.Key(2), 5, RetentionFound.Failed("Shop.Order", "denied")));
        _service.Forget(Histograms.Key(1));

        Assert.Equal((Histograms.Key(1), Holder), (_service.Findings().Single().Retention!.Process, _service.Findings().Single().Retention!.Key));
    }

    [Fact]
    public void AnAnswerWithoutAHolderIsShownAndNamesNothing()
    {
        Report(_service, 1, "2.0", new FindingRetention(Histograms.Key(1), 5, RetentionFound.Failed("Shop.Order", "denied")));

        var finding = _service.Findings().Single();
        Assert.Equal(("denied", ""), (finding.Retention!.Found.Trouble, finding.TypeFingerprint));
    }

    [Theory]
    [InlineData(Holder, 32, true, Holder)]
    [InlineData(Holder, 32, false, Holder)]
    [InlineData(Holder, 31, true, "")]
    [InlineData("local of Shop.Loop.Run → Shop.Order", 64, false, "")]
    public void OnlyWhatHoldsMostOfThemAndIsNoFrameNamesTheLeak(string holder, int samples, bool isConfirmed, string named)
    {
        var answer = Answer(1, holder);
        Report(_service, 1, "2.0", answer with { Found = answer.Found with { Signatures = [answer.Found.Signatures[0] with { Samples = samples, IsConfirmed = isConfirmed }] } });

        var finding = _service.Findings().Single();
        Assert.Equal((named, holder), (finding.Retention!.Key, finding.Retention.Found.Signatures[0].Text));
        Assert.Equal(named.Length > 0, finding.Fingerprint != finding.OwnFingerprint);
    }

    [Fact]
    public void WhatHeldThemIsForgottenWhenALaterVersionLeaks()
    {
        var asked = Hours(2);
        Report(_service, 1, "1.0", Answer(1, Holder) with { UnixMilliseconds = asked }, started: 0, at: asked);
        Report(_service, 1, "1.0", Answer(1, Holder) with { UnixMilliseconds = asked }, started: 0, at: Hours(10));
        var before = _service.Findings().Single();
        Report(_service, 2, "2.0", started: Hours(10), at: Hours(20));
        Report(_service, 2, "2.0", started: Hours(10), at: Hours(30));
        var after = _service.Findings().Single();
        Report(_service, 2, "2.0", Answer(2, Other) with { UnixMilliseconds = Hours(31) }, started: Hours(10), at: Hours(31));
        // The process of the earlier version goes on telling what it knows.
        Report(_service, 1, "1.0", Answer(1, Holder) with { UnixMilliseconds = asked }, started: 0, at: Hours(32));
        var again = _service.Findings().Single();

        Assert.Equal(("1.0", Holder), (before.NewestAffectedVersion, before.Retention!.Key));
        Assert.Equal(("2.0", (FindingRetention?)null, -1L), (after.NewestAffectedVersion, after.Retention, after.RetentionAnsweredUnixMilliseconds));
        Assert.Equal((after.OwnFingerprint, before.Fingerprint), (after.Fingerprint, after.FormerFingerprint));
        Assert.Equal((Other, before.Fingerprint), (again.Retention!.Key, again.FormerFingerprint));
        Assert.True(_service.AskRetention(before.Fingerprint, Hours(33)), "it is found by the name that it had");
    }

    [Fact]
    public void WhatHeldThemIsForgottenWhenTheLeakIsBack()
    {
        Report(_service, 1, "1.0", Answer(1, Holder) with { UnixMilliseconds = 5 }, started: 0, at: Hours(2));
        Report(_service, 1, "1.0", started: 0, at: Hours(3));
        Report(_service, 1, "1.0", started: 0, at: Hours(4), isLeaking: false);
        _service.Expire(Hours(8));
        var resolved = _service.Resolved().Single();
        Report(_service, 1, "1.0", started: 0, at: Hours(9));
        var back = _service.Findings().Single();

        Assert.Equal(Holder, resolved.Retention!.Key);
        Assert.Equal((FindingState.Regressed, (FindingRetention?)null, back.OwnFingerprint), (back.State, back.Retention, back.Fingerprint));
        Assert.Equal(resolved.Fingerprint, back.FormerFingerprint);
    }

    [Fact]
    public void WhoAsksIsRememberedByEitherName()
    {
        Report(_service, 1, "2.0", Answer(1, Holder));
        var finding = _service.Findings().Single();

        Assert.False(_service.AskRetention("0000000000000000", 10));
        Assert.True(_service.AskRetention(finding.Fingerprint, 10));
        Assert.Equal(10, _service.Findings().Single().RetentionAskedUnixMilliseconds);
        Assert.True(_service.AskRetention(finding.OwnFingerprint, 20));
        Assert.Equal(20, _service.Findings().Single().RetentionAskedUnixMilliseconds);
    }

    [Fact]
    public void NoReplicaIsLookedIntoUntilTheLastLookWasAnsweredOrWillNotBeAnyMore()
    {
        Report(_service, 1, "2.0");
        var finding = _service.Findings().Single().OwnFingerprint;

        Assert.False(_service.BeginLook("0000000000000000", 1000));
        Assert.True(_service.BeginLook(finding, 1000));
        Report(_service, 1, "2.0", Answer(1, Holder) with { UnixMilliseconds = 999 });
        Assert.False(_service.BeginLook(finding, 31_000));
        Report(_service, 1, "2.0", Answer(1, Holder) with { UnixMilliseconds = 32_000 });
        Assert.True(_service.BeginLook(finding, 33_000));
        Assert.False(_service.BeginLook(finding, 33_000 + WireLimits.EvidenceAnswerMilliseconds - 1));
        Assert.True(_service.BeginLook(finding, 33_000 + WireLimits.EvidenceAnswerMilliseconds));
    }

    [Fact]
    public void AProcessRemembersItsNewestAnswersAcrossARestart()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), new FleetOptions());
        var feed = new Feed(monitor.Observe);
        feed.Say(Histograms.Description());
        for (var i = 0; i < 10; i++) feed.Say(Answer(1, $"static Shop.S{i}").Found with { Type = $"Shop.T{i % 6}" });
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        monitor.Save(bytes);

        var loaded = ProcessMonitor.Load(Histograms.Key(), bytes.WrittenSpan, new FleetOptions(), out var fault);

        Assert.Null(fault);
        Assert.Equal(["Shop.T0", "Shop.T1", "Shop.T2", "Shop.T3"], loaded!.Report().Retention.Select(answer => answer.Found.Type).Order());
        Assert.Equal("static Shop.S9", loaded.Report().Retention[^1].Key);
    }

    private static FindingRetention Answer(int pid, string key) => new(
        Histograms.Key(pid), pid, new RetentionFound("Shop.Order", 100, 1000, 64, 0, [new FoundSignature(key, key, "Somebody holds them.", 64, true)], [], "", -1, -1, 0, 1, [], ""));

    private static long Hours(int hours) => hours * 3_600_000L;

    private static void Report(ServiceMonitor service, int pid, string version, FindingRetention? answer = null, long started = -1, long at = 0, bool isLeaking = true) => service.Report(new ProcessReport(
        Histograms.Key(pid), "shop", version, Verdict.Leak, false,
        isLeaking ? [new Finding(Fingerprint.Of(Fingerprint.ManagedType, "Shop.Order"), Fingerprint.ManagedType, "Shop.Order", "Shop", [], 0, 100, 90, 110, 0.001, null)] : [], at)
    {
        StartedUnixMilliseconds = started,
        Retention = answer is null ? [] : [answer],
    });
}
