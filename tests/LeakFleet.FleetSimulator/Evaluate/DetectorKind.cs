using LeakFleet.Fleet;
using LeakFleet.FleetSimulator.Baselines;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>A way to find leaks, made anew for each service.</summary>
/// <param name="Name">As in the result.</param>
internal sealed record DetectorKind(string Name, Func<IDetector> Create)
{
    public static DetectorKind Product { get; } = new("leakfleet", () => new PipelineDetector(new FleetOptions()));

    public static IReadOnlyList<DetectorKind> Baselines { get; } =
    [
        new("rss-regression", () => new RssRegression()),
        new("mann-kendall", () => new TypeTrends(MannKendall.Judge)),
        new("linear-r2", () => new TypeTrends(LinearFit.Judge)),
        new("cork", () => new CorkRanking()),
    ];
}
