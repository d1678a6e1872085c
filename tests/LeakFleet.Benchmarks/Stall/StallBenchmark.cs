using System.Globalization;
using System.Text.Json;

namespace LeakFleet.Benchmarks.Stall;

/// <summary>
/// Does being watched stall a process? Two targets run throughout; phases with and without the agent alternate, so that whatever else
/// the machine does falls on both alike.
/// </summary>
internal static class StallBenchmark
{
    private const int Rounds = 4;
    private const int SecondsMin = 24;
    private const int SecondsMax = 3600;
    private const int SecondsDefault = 120;

    /// <summary>Attaching, loading and compiling happen once in an agent's life: none of that belongs in a phase.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly StallPhase[] Order = [StallPhase.Baseline, StallPhase.WithAgent];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = SecondsDefault;
        if (arguments is not [] && (arguments is not ["--seconds", var text]
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds is < SecondsMin or > SecondsMax))
        {
            await Console.Error.WriteLineAsync($"stall [--seconds {SecondsMin}..{SecondsMax}]");
            return 2;
        }

        await using var leaking = await StallTarget.StartAsync("static-list");
        await using var churning = await StallTarget.StartAsync("churn");
        StallTarget[] targets = [leaking, churning];
        var length = TimeSpan.FromSeconds((double)seconds / (Rounds * Order.Length));
        var results = new List<(StallPhase Phase, StallFigures Figures)>();
        long walks = 0, failedWalks = 0;
        for (var round = 0; round < Rounds; round++)
        {
            results.AddRange(await Measure(StallPhase.Baseline, targets, length));
            await using var load = await AgentLoad.StartAsync([.. targets.Select(target => target.ProcessId)]);
            await Task.Delay(Settling);
            results.AddRange(await Measure(StallPhase.WithAgent, targets, length));
            walks += load.Walks;
            failedWalks += load.FailedWalks;
        }

        var total = Order.ToDictionary(phase => phase, phase => StallFigures.Together([.. results.Where(row => row.Phase == phase).Select(row => row.Figures)]));
        foreach (var (phase, figures) in total) Print(phase, "all", figures);
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(
            new { baseline = total[StallPhase.Baseline], withAgent = total[StallPhase.WithAgent], walks, failedWalks }, StallFigures.Json));
        return 0;
    }

    private static async Task<List<(StallPhase, StallFigures)>> Measure(StallPhase phase, StallTarget[] targets, TimeSpan length)
    {
        foreach (var target in targets) await target.TakeAsync();
        await Task.Delay(length);
        var results = new List<(StallPhase, StallFigures)>();
        foreach (var target in targets)
        {
            var figures = await target.TakeAsync();
            Print(phase, target.Scenario, figures);
            results.Add((phase, figures));
        }

        return results;
    }

    private static void Print(StallPhase phase, string target, StallFigures figures) => Console.WriteLine(
        $"{phase,-10} {target,-12} late max {figures.MaxMs,7:F2} ms  p99.9 {figures.P999Ms,6:F2}  p99 {figures.P99Ms,6:F2}  "
        + $"beyond its pauses {figures.BeyondGcMaxMs,7:F2}  longest pause {figures.GcPauseMaxMs,6:F2}  pauses {figures.GcPauseTotalMs,7:F1}");
}
