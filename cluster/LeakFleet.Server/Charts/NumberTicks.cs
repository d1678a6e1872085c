using System.Globalization;

namespace LeakFleet.Server.Charts;

/// <summary>Round numbers of a decimal unit.</summary>
internal static class NumberTicks
{
    public static IReadOnlyList<Tick> Around(double min, double max, int stepsMax, string unit, double stepMin = 1e-3)
    {
        var range = Math.Max((max - min) / stepsMax, stepMin);
        var power = Math.Pow(10, Math.Floor(Math.Log10(range)));
        var step = power * (range / power <= 1 ? 1 : range / power <= 2 ? 2 : range / power <= 5 ? 5 : 10);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        var first = Math.Floor(min / step);
        var last = Math.Max(Math.Ceiling(max / step), first + 1);
        var ticks = new List<Tick>();
        for (var i = first; i <= last && ticks.Count <= stepsMax + 2; i++)
            ticks.Add(new Tick(i * step, i == 0 ? "0" : $"{(i * step).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}{unit}"));
        return ticks;
    }
}
