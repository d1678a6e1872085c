using LeakFleet.Server.Text;

namespace LeakFleet.Server.Charts;

/// <summary>What the x axis of a chart is: a leak follows the age of its process, load follows the clock.</summary>
public enum ChartTime
{
    /// <summary>UTC.</summary>
    Clock,

    /// <summary>Since the start of the process; points are at milliseconds of age.</summary>
    Age,
}

/// <summary>Points of the axis as people read them.</summary>
internal static class ChartTimeText
{
    public static string AxisName(this ChartTime time) => time == ChartTime.Clock ? "UTC" : "age";

    public static string Show(this ChartTime time, long milliseconds) => time == ChartTime.Clock ? Instant.Show(milliseconds) : Quantity.Duration(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 1L << 46)));

    public static string At(this ChartTime time, long milliseconds) => time == ChartTime.Clock ? $"at {time.Show(milliseconds)}" : $"at an age of {time.Show(milliseconds)}";

    public static IReadOnlyList<Tick> Ticks(this ChartTime time, long from, long to, int ticksMax) => time == ChartTime.Clock
        ? TimeTicks.Within(from, to, ticksMax)
        : [.. TimeTicks.Within(from, to, ticksMax).Select(t => t with { Label = t.Value <= 0 ? "0" : Quantity.Duration(TimeSpan.FromMilliseconds(Math.Clamp(t.Value, 0, 1L << 46))) })];
}
