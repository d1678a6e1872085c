namespace LeakFleet.Detection.Tests;

public sealed class LoadControlTests
{
    private const double Size = 10_000_000;

    private static readonly string[] Names = [.. Enumerable.Range(0, 60).Select(i => $"Shop.Type{i}")];

    [Fact]
    public void AMorningInWhichManyTypesRiseIsNoLeak()
    {
        // One flank of a day, as steep as it gets; every third type follows the load, some fully.
        var process = new SimulatedProcess(Names);
        Assert.Null(process.Run(16, (type, hour) => Size * (1 + Sensitivity(type) * 3 * Rise(hour, 4, 15))));
    }

    [Fact]
    public void ARiseOfOneTypeInAQuietProcessIsToldWithinTwoHours()
    {
        var process = new SimulatedProcess(Names);
        var shown = process.Run(24, (type, hour) => type == "Shop.Type7" && hour > 16 ? Size + 0.05 * 60 * Size * (hour - 16) : Size + 1000 * Math.Sin(hour * 40));
        Assert.NotNull(shown);
        Assert.InRange(shown.Value, 16, 18);
        Assert.Equal(["Shop.Type7"], process.Leaking);
    }

    [Fact]
    public void ATypeThatIsAThirdOfAQuietHeapNeedNotFirstGainAQuarterOfItself()
    {
        var process = new SimulatedProcess(Names);
        double Held(string type) => type == "Shop.Type7" ? 30 * Size : Size;
        var shown = process.Run(24, (type, hour) => type == "Shop.Type7" && hour > 16
            ? Held(type) + 0.05 * 89 * Size * (hour - 16)
            : Held(type) * (1 + 1e-3 * Math.Sin(hour * 40)));
        Assert.NotNull(shown);
        Assert.InRange(shown.Value, 16, 17.7);
    }

    [Fact]
    public void ATypeThatWanderedBeforeMayRiseByMoreThanOneThatDidNot()
    {
        double UnexplainedAfter(double range)
        {
            var process = new SimulatedProcess(Names);
            process.Run(12, (type, hour) => Size * (1 + (type != "Shop.Type7" ? 0 : hour > 10 ? 0.2 : range * (1 + Math.Sin(hour * 3)) / 2)));
            var window = JudgedWindow.Of(process.Trend.Axis, SimulatedProcess.Start, SimulatedProcess.Options);
            var slot = Enumerable.Range(0, process.Trend.Count).First(i => process.Trend[i].Name == "Shop.Type7");
            return LoadControl.Unexplained(process.Trend, slot, window, SimulatedProcess.Start + 10 * 3_600_000);
        }

        Assert.InRange(UnexplainedAfter(0.001) / Size, 0.09, 0.11);
        Assert.Equal(0, UnexplainedAfter(0.08));
    }

    [Fact]
    public void ALeakThatRisesWithTheMorningIsStillTold()
    {
        var process = new SimulatedProcess(Names);
        process.Run(48, (type, hour) => Size * (1 + Sensitivity(type) * 0.4 * Math.Sin((hour - 6) * Math.PI / 12))
            + (type == "Shop.Type8" && hour > 30 ? 0.03 * 60 * Size * (hour - 30) : 0));
        Assert.Equal(["Shop.Type8"], process.Leaking);
    }

    [Fact]
    public void ABurstIsNoLeak()
    {
        var process = new SimulatedProcess(Names);
        Assert.Null(process.Run(30, (type, hour) => Size * (1 + 2 * Sensitivity(type) * (hour is > 20 and < 22 ? Rise(hour, 20, 20.3) : 0)) + 1000 * Math.Sin(hour * 40)));
    }

    private static double Sensitivity(string type) => type[^1] is '0' or '3' or '6' ? 1 : type[^1] is '9' ? 0.4 : 0;

    private static double Rise(double hour, double from, double to) => (1 - Math.Cos(Math.PI * Math.Clamp((hour - from) / (to - from), 0, 1))) / 2;
}
