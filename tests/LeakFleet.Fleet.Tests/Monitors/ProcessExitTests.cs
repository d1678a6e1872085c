using System.Buffers;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class ProcessExitTests
{
    private readonly ProcessMonitor _monitor = new(Histograms.Key(), new FleetOptions());
    private readonly Feed _feed;

    public ProcessExitTests() => _feed = new Feed(_monitor.Observe);

    [Fact]
    public void AnExitIsTakenBackByTheNextSignOfLife()
    {
        _feed.Say(Histograms.Description());
        Assert.True(_feed.Say(new ProcessExited()).ReportDue);
        Assert.True(_monitor.IsExited);
        Assert.True(_feed.Say(Memory(-1, -1)).ReportDue);
        Assert.False(_monitor.IsExited);
    }

    [Fact]
    public void AKillForWantOfMemoryIsRememberedAndTakenBackByASignOfLife()
    {
        _feed.Say(Histograms.Description());
        _feed.Say(new ProcessExited(OutOfMemory: true, ExitStatus: 137));
        Assert.True(_monitor.Summary().OutOfMemoryUnixMilliseconds >= 0);
        var output = new ArrayBufferWriter<byte>();
        _monitor.Save(output);
        var restored = ProcessMonitor.Load(_monitor.Key, output.WrittenSpan, new FleetOptions(), out _)!;
        Assert.Equal(_monitor.Summary().OutOfMemoryUnixMilliseconds, restored.Summary().OutOfMemoryUnixMilliseconds);
        _feed.Say(Memory(-1, -1));
        Assert.Equal(-1, _monitor.Summary().OutOfMemoryUnixMilliseconds);
    }

    [Theory]
    [InlineData(12.0, "OOM killed at 2026-05-04 12:00 UTC, as forecast.")]
    [InlineData(null, "OOM killed at 2026-05-04 12:00 UTC.")]
    public void AKillIsEvidenceOfTheLeak(double? hoursToLimit, string sentence)
    {
        var leak = new Finding("f", "managed-type", "Acme.Order", "Acme", [], 0, 1, 1, 1, 0, hoursToLimit) { Evidence = ["first"] };
        var at = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(["first", sentence], Assert.Single(OutOfMemoryEvidence.AddTo([leak], at)).Evidence);
    }

    private static ProcessMemory Memory(long limit, long usage) => new(100_000_000, 20_000_000, 90_000_000, 20, 100, limit, usage);
}
