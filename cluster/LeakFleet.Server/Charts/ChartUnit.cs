using LeakFleet.Server.Text;

namespace LeakFleet.Server.Charts;

/// <summary>What the values of a chart are.</summary>
public enum ChartUnit
{
    Bytes,
    Milliseconds,
    Threads,
    Descriptors,
    Handles,
    Objects,
    Contexts,
}

/// <summary>Values as people read them, on axes and at points.</summary>
internal static class ChartUnitText
{
    public static string Name(this ChartUnit unit) => unit == ChartUnit.Contexts ? "Assemblies and contexts" : unit.ToString();

    public static string Show(this ChartUnit unit, double value) => unit switch
    {
        ChartUnit.Bytes => Quantity.Bytes(value),
        ChartUnit.Milliseconds => Quantity.Microseconds((long)Math.Clamp(value * 1000, 0, long.MaxValue / 2)),
        _ => $"{Quantity.Count(value)} {unit.Name().ToLowerInvariant()}",
    };

    /// <summary><c>+10.3 threads/h</c>.</summary>
    public static string PerHour(this ChartUnit unit, double perHour) =>
        unit == ChartUnit.Bytes ? Quantity.BytesPerHour(perHour) : $"{Quantity.PerHour(perHour)} {unit.Name().ToLowerInvariant()}/h";

    /// <summary>Values that axes begin at zero for: they are counted or measured from there, and small.</summary>
    public static bool BeginsAtZero(this ChartUnit unit) => unit != ChartUnit.Bytes;

    public static IReadOnlyList<Tick> Ticks(this ChartUnit unit, double min, double max, int stepsMax) => unit switch
    {
        ChartUnit.Bytes => ByteTicks.Around(min, max, stepsMax),
        ChartUnit.Milliseconds => NumberTicks.Around(min, max, stepsMax, " ms"),
        // The caption names the unit, for which the axis has no room; half a thread there is not.
        _ => NumberTicks.Around(min, max, stepsMax, "", stepMin: 1),
    };
}
