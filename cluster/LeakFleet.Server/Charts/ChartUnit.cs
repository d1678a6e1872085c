using LeakFleet.Server.Text;

namespace LeakFleet.Server.Charts;

/// <summary>What the values of a chart are.</summary>
public enum ChartUnit
{
    Bytes,
    Milliseconds,
}

/// <summary>Values as people read them, on axes and at points.</summary>
internal static class ChartUnitText
{
    public static string Name(this ChartUnit unit) => unit == ChartUnit.Bytes ? "Bytes" : "Milliseconds";

    public static string Show(this ChartUnit unit, double value) => unit == ChartUnit.Bytes ? Quantity.Bytes(value) : Quantity.Microseconds((long)Math.Clamp(value * 1000, 0, long.MaxValue / 2));

    public static IReadOnlyList<Tick> Ticks(this ChartUnit unit, double min, double max, int stepsMax) =>
        unit == ChartUnit.Bytes ? ByteTicks.Around(min, max, stepsMax) : NumberTicks.Around(min, max, stepsMax, "ms");
}
