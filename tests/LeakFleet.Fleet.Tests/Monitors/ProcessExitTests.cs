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
    [InlineData(0.0, "OOM killed at 2026-05-04 12:00 UTC, as forecast.")]
    [InlineData(0.5, "OOM killed at 2026-05-04 12:00 UTC, as forecast.")]
    [InlineData(300.0, "OOM killed at 2026-05-04 12:00 UTC, sooner than forecast: not before 300 h from the last look on.")]
    [InlineData(null, "OOM killed at 2026-05-04 12:00 UTC.")]
    public void AKillIsEvidenceOfTheLeak(double? soonestHours, string sentence)
    {
        var leak = new Finding("f", "managed-type", "Acme.Order", "Acme", [], 0, 1, 1, 1, 0, soonestHours + 1) { HoursToLimitLow = soonestHours, Evidence = ["first"] };
        var at = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(["first", sentence], Assert.Single(OutOfMemoryEvidence.AddTo([leak], State(at, at, -1, -1, lastLook: at - 1_800_000))).Evidence);
    }

    [Theory]
    [InlineData(true, 99, "OOM killed at 2026-05-04 12:00 UTC (exit status 137), as forecast.")]
    [InlineData(false, 97, "Killed at 2026-05-04 12:00 UTC (exit status 137; no kill for want of memory was counted), probably for want of memory: 97 % of its container's memory was in use, as forecast.")]
    [InlineData(false, 40, "Killed at 2026-05-04 12:00 UTC (exit status 137; no kill for want of memory was counted), 40 % of its container's memory was in use.")]
    [InlineData(false, -1, "Killed at 2026-05-04 12:00 UTC (exit status 137; no kill for want of memory was counted).")]
    public void AnExitStatusIsEvidenceWithOrWithoutACountedKill(bool isCounted, int percentUsed, string sentence)
    {
        var leak = new Finding("f", "managed-type", "Acme.Order", "Acme", [], 0, 1, 1, 1, 0, 1.0) { HoursToLimitLow = 0, Evidence = ["first"] };
        var at = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(["first", sentence], Assert.Single(OutOfMemoryEvidence.AddTo([leak], State(isCounted ? at : -1, at, 137, percentUsed))).Evidence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(143)]
    [InlineData(-1)]
    public void AnyOtherExitStatusIsNoEvidence(long status)
    {
        var leak = new Finding("f", "managed-type", "Acme.Order", "Acme", [], 0, 1, 1, 1, 0, 12.0) { Evidence = ["first"] };
        Assert.Equal(["first"], Assert.Single(OutOfMemoryEvidence.AddTo([leak], State(-1, 1000, status, 99))).Evidence);
    }

    [Fact]
    public void AnExitStatusIsKeptAndTakenBackByASignOfLife()
    {
        _feed.Say(Histograms.Description());
        _feed.Say(new ProcessExited(ExitStatus: 137));
        var output = new ArrayBufferWriter<byte>();
        _monitor.Save(output);
        var restored = ProcessMonitor.Load(_monitor.Key, output.WrittenSpan, new FleetOptions(), out _)!;
        Assert.Equal(137, restored.State.ExitStatus);
        Assert.Equal(_monitor.State.ExitedUnixMilliseconds, restored.State.ExitedUnixMilliseconds);
        _feed.Say(Memory(-1, -1));
        Assert.Equal((-1, -1), (_monitor.State.ExitStatus, _monitor.State.ExitedUnixMilliseconds));
    }

    private static MonitorState State(long outOfMemoryAt, long exitedAt, long status, int percentUsed, long lastLook = -1)
    {
        var state = new MonitorState(Histograms.Key(), new FleetOptions())
        {
            OutOfMemoryUnixMilliseconds = outOfMemoryAt,
            ExitedUnixMilliseconds = exitedAt,
            ExitStatus = status,
            Memory = Memory(percentUsed < 0 ? -1 : 100_000_000, percentUsed < 0 ? -1 : 1_000_000L * percentUsed),
        };
        state.MemoryClock.Restore(lastLook, 0);
        return state;
    }

    private static ProcessMemory Memory(long limit, long usage) => new(100_000_000, 20_000_000, 90_000_000, 20, 100, limit, usage);
}
