using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class ServiceMonitorTests
{
    private readonly ServiceMonitor _service = new("shop", new FleetOptions { ServiceProcessesMax = 50 });

    [Fact]
    public void OneLeakInManyReplicasIsOneFinding()
    {
        for (var pid = 1; pid <= 10; pid++) Report(pid, "2.0", Leak("Shop.Order", rate: pid));
        var finding = Assert.Single(_service.Findings());
        Assert.Equal([new VersionCount("2.0", 10, 10)], finding.AffectedVersions);
        Assert.Equal(5.5, finding.BytesPerHour);
    }

    [Fact]
    public void AVersionTooYoungToJudgeIsNotCalledUnaffected()
    {
        Report(1, "1.0");
        Report(2, "2.0", Leak("Shop.Order"));
        Report(3, "3.0", verdict: Verdict.Learning);
        Assert.Equal(["1.0"], _service.Findings().Single().UnaffectedVersions);
    }

    [Fact]
    public void ANewReportReplacesTheFormerAndALateOneDoesNot()
    {
        Report(1, "1.0", Leak("Shop.Order"), time: 1);
        Report(1, "1.0", time: 3);
        Report(1, "1.0", Leak("Shop.Order"), time: 2);
        Assert.Empty(_service.Findings());
    }

    [Fact]
    public void TheMostUrgentFindingComesFirst()
    {
        Report(1, "1.0", Leak("A", rate: 1000));
        Report(2, "1.0", Leak("B", rate: 400));
        Report(3, "1.0", Leak("B", rate: 700));
        Report(4, "1.0", Leak("C", rate: 1, hours: 90));
        Report(5, "1.0", Leak("D", rate: 1, hours: 10));
        // Leaks of few of many replicas must last before they are shown.
        for (var minute = 0; minute <= 120; minute += 10) _service.Expire(minute * Histograms.Minute);
        Assert.Equal(["D", "C", "B", "A"], _service.Findings().Select(f => f.Type));
    }

    [Fact]
    public void RestartedReplicasAreNotCountedTwiceButTheLeakThatKilledOneStays()
    {
        Report(1, "1.0", exited: true);
        Report(2, "1.0", Leak("A", hours: 0), exited: true);
        Report(3, "1.0");
        var finding = Assert.Single(_service.Findings());
        Assert.Equal([new VersionCount("1.0", 1, 2)], finding.AffectedVersions);
        Assert.Null(finding.HoursToLimit);
    }

    [Fact]
    public void SilenceExpires()
    {
        Report(1, "1.0", Leak("A"), time: 0);
        Assert.False(_service.Expire((long)TimeSpan.FromHours(24).TotalMilliseconds));
        Assert.True(_service.Expire((long)TimeSpan.FromHours(24).TotalMilliseconds + 1));
        Assert.True(_service.IsEmpty);
    }

    [Fact]
    public void ReplicasAreBounded()
    {
        for (var pid = 1; pid <= 200; pid++) Report(pid, "1.0", time: pid);
        Assert.Equal(50, _service.Summary().Versions.Single().Replicas);
    }

    [Fact]
    public void TheIndexHoldsItsBoundsAndPrefersServicesThatLeak()
    {
        var index = new FleetIndex(new FleetOptions { ServicesMax = 2 });
        Report(1, "1.0", Leak("A"));
        foreach (var name in (string[])["a", "b", "c"]) index.Update(new ServiceSummary(name, []), [], []);
        Assert.Equal(1, index.Refused);
        index.Update(_service.Summary(), _service.Findings(), _service.Resolved());
        Assert.Equal(2, index.Services().Count);
        Assert.Single(index.Findings());
        index.Remove("shop");
        Assert.Empty(index.Findings());
    }

    [Theory]
    [InlineData("1.9", "1.10")]
    [InlineData("1.2", "1.2.1")]
    [InlineData("2024-01-09", "2024-01-10")]
    [InlineData("", "1")]
    [InlineData("1.2", "1.02")]
    [InlineData("v9", "v10-beta")]
    public void VersionsAreOrderedAsPeopleReadThem(string older, string newer)
    {
        Assert.True(VersionOrder.Oldest.Compare(older, newer) * VersionOrder.Oldest.Compare(newer, older) < 0);
        if (older != "1.2" || newer != "1.02") Assert.True(VersionOrder.Oldest.Compare(older, newer) < 0);
    }

    private static Finding Leak(string type, double rate = 100, double? hours = null) =>
        new(Fingerprint.Of(Fingerprint.ManagedType, type), Fingerprint.ManagedType, type, "Shop", [], 0, rate, rate, rate, 0.001, hours);

    private void Report(int pid, string version, Finding? finding = null, Verdict? verdict = null, bool exited = false, long time = 0) =>
        _service.Report(new ProcessReport(
            Histograms.Key(pid), "shop", version, verdict ?? (finding is null ? Verdict.Healthy : Verdict.Leak), exited, finding is null ? [] : [finding], time));
}
