namespace LeakFleet.Detection.Tests;

public sealed class LeakSplitTests
{
    private const double Size = 10_000_000;

    private static readonly string[] Names = [.. Enumerable.Range(0, 40).Select(i => $"Shop.Type{i}")];

    [Fact]
    public void TypesThatBeginToGrowAtDifferentTimesAreTwoLeaks()
    {
        var process = new SimulatedProcess(Names);
        process.Run(40, (type, hour) => Size + type switch
        {
            "Shop.Type3" => 0.4 * Size * hour,
            "Shop.Type4" => 0.2 * Size * hour,
            "Shop.Type5" => hour > 28 ? 0.3 * Size * (hour - 28) : 0,
            _ => 1000 * Math.Sin(hour * 40),
        });
        Assert.Equal(["Shop.Type3", "Shop.Type4", "Shop.Type5"], process.Leaking);
        Assert.Equal([LeakPart.None, LeakPart.None, LeakPart.Second], Parts(process));
    }

    [Fact]
    public void TypesThatGrowTogetherAreOneLeakWhateverTheirSize()
    {
        var process = new SimulatedProcess(Names);
        process.Run(30, (type, hour) => type switch
        {
            "Shop.Type3" => Size * (1 + hour),
            "Shop.Type4" => 0.3 * Size * (1 + hour),
            _ => Size,
        });
        Assert.Equal([LeakPart.None, LeakPart.None], Parts(process));
    }

    private static LeakPart[] Parts(SimulatedProcess process) =>
        [.. process.Trend.Types.Where(t => t.IsLeaking).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => t.Part)];
}
