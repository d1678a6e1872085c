using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class FindingRetentionTests
{
    private const string Holder = "static Shop.Cache.Orders → Shop.Order";

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
        Report(other, 3, "1.0", Answer(3, "static Shop.Audit.Log → Shop.Order"));

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

    private static void Report(ServiceMonitor service, int pid, string version, FindingRetention? answer = null) => service.Report(new ProcessReport(
        Histograms.Key(pid), "shop", version, Verdict.Leak, false,
        [new Finding(Fingerprint.Of(Fingerprint.ManagedType, "Shop.Order"), Fingerprint.ManagedType, "Shop.Order", "Shop", [], 0, 100, 90, 110, 0.001, null)], 0)
    {
        Retention = answer is null ? [] : [answer],
    });
}
