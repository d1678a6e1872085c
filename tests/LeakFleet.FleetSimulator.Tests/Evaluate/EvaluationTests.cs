using System.Text.Json;
using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Evaluate;

namespace LeakFleet.FleetSimulator.Tests.Evaluate;

public sealed class EvaluationTests
{
    private static readonly DetectorKind[] Detectors = [DetectorKind.Product, .. DetectorKind.Baselines];

    private static readonly (string, LabelledService)[] Services =
    [
        .. Enumerable.Range(1, 3).Select(i => ("fleet", HandMade.Service($"leaky-{i}", 24, i, (_, hour) => 5 + 4 * i * hour, Label(i)))),
        .. Enumerable.Range(1, 3).Select(i => ("fleet", HandMade.Service($"steady-{i}", 24, i, (process, hour) => 40 + Math.Sin(process + 7 * hour)))),
    ];

    [Fact]
    public void AnyNumberOfThreadsGivesTheSameResult() => Assert.Equal(Report(1).Json(), Report(4).Json());

    [Fact]
    public void ThePipelineFindsAPlainLeakAndNamesItsType()
    {
        var figures = Figures.Of(Count(Services));
        Assert.Equal((1, 1, 1), (figures.Precision, figures.Recall, figures.TypeNamed));
        Assert.InRange(figures.DelayHoursMedian!.Value, 0, 6);
    }

    [Fact]
    public void TheResultHoldsEveryFigureForAllForEachScenarioAndForEachBaseline()
    {
        using var json = JsonDocument.Parse(Report(2).Json());
        var root = json.RootElement;
        var blocks = root.GetProperty("baselines").EnumerateObject().Select(b => b.Value).Append(root).ToList();
        Assert.Equal(5, blocks.Count);
        foreach (var block in blocks.SelectMany(b => b.GetProperty("scenarios").EnumerateObject().Select(s => s.Value).Append(b)))
        {
            foreach (var name in (string[])["precision", "recall", "falseAlarmsPer100ProcessDays", "typeNamed", "versionNamed", "forecastCoverage"])
                Assert.Contains(block.GetProperty(name).ValueKind, new[] { JsonValueKind.Number, JsonValueKind.Null });
            Assert.True(block.GetProperty("delayHours").TryGetProperty("median", out _));
            Assert.True(block.GetProperty("delayHours").TryGetProperty("p90", out _));
        }

        Assert.Equal(["leak/hand-made", "negative/hand-made"], root.GetProperty("scenarios").EnumerateObject().Select(s => s.Name));
    }

    [Fact]
    public void LeaksTooSmallToBeDemandedAreNeitherMissedNorFalse()
    {
        var tally = Count(("fleet", HandMade.Service("leaky", 24, 1, (_, hour) => 5 + 5 * hour, HandMade.Label(heapSharePerHour: 0.001))));
        Assert.Equal((0, 0, 0), (tally.Leaks, tally.Found, tally.FalseAlarms));
        Assert.Equal(1, tally.SmallLeaks);
    }

    [Fact]
    public void DaysBeforeALeakAndOfHealthyReplicasAreDaysWithoutOne()
    {
        var tally = Count(("fleet", HandMade.Service("leaky", 24, 2, (_, _) => 5, HandMade.Label(startHour: 12))));
        Assert.Equal(2, tally.ProcessDays, 1);
        Assert.Equal(1.5, tally.ProcessDaysWithoutLeak, 1);
    }

    private static LeakLabel Label(int processes) => HandMade.Label(processes: [.. Enumerable.Range(1, processes)]);

    private static EvaluationReport Report(int threads) => new(Detectors, new Evaluation(Detectors, threads).Run(Services));

    private static Tally Count(params (string, LabelledService)[] services)
    {
        var tally = new Tally();
        foreach (var result in new Evaluation([DetectorKind.Product], 2).Run(services)) tally.Add(result, result.Scores[0]);
        return tally;
    }
}
