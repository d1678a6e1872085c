namespace LeakFleet.EndToEnd.Tests;

/// <summary>Every scenario once, all at the same time: one after the other they would take four minutes.</summary>
public sealed class LeakyAppRuns : IAsyncLifetime
{
    internal const int BytesPerSecond = 2_000_000;

    /// <summary>Reports of the first seconds are left out: code is being compiled, and bounded caches fill.</summary>
    private const double FirstSeconds = 4;
    private const double LastSeconds = 14;

    /// <summary>Churn allocates a hundred times its rate, and 200 MB/s would disturb the others.</summary>
    private const int ChurnBytesPerSecond = 100_000;

    internal static readonly string[] Scenarios =
    [
        "static-list", "event-handler", "timer", "closure", "dictionary-cache", "channel", "never-completing-tasks", "finalizer-blocked",
        "native", "fragmentation", "load-context", "steady", "warm-up-cache", "lru-cache", "load-wave", "burst", "churn",
    ];

    private readonly Dictionary<string, List<MemoryReport>> _reports = [];

    public async ValueTask InitializeAsync()
    {
        var runs = await Task.WhenAll(Scenarios.Select(async scenario => (scenario, await Watch(scenario))));
        foreach (var (scenario, reports) in runs)
            _reports.Add(scenario, reports);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal List<MemoryReport> Of(string scenario) => _reports[scenario];

    /// <summary>
    /// By how much a figure's mean rose from the first half of the run to the second, per second: means, because a wave and a burst
    /// are at any height when a report is due.
    /// </summary>
    internal double GrowthPerSecond(string scenario, Func<MemoryReport, double> figure)
    {
        var halves = Of(scenario).ToLookup(report => report.Seconds < (FirstSeconds + LastSeconds) / 2);
        return (halves[false].Average(figure) - halves[true].Average(figure))
            / (halves[false].Average(report => report.Seconds) - halves[true].Average(report => report.Seconds));
    }

    private static async Task<List<MemoryReport>> Watch(string scenario)
    {
        var rate = scenario == "churn" ? ChurnBytesPerSecond : BytesPerSecond;
        await using var target = await RunningTarget.StartAsync(
            scenario, "--report", "--rate", $"{rate}", "--period", "2", "--warm-up", "2", "--amplitude", "4000000");
        var reports = new List<MemoryReport>();
        while (true)
        {
            var report = MemoryReport.Parse(await target.ReadAsync("REPORT "));
            if (report.Seconds >= FirstSeconds)
                reports.Add(report);
            if (report.Seconds >= LastSeconds)
                return reports;
        }
    }
}
