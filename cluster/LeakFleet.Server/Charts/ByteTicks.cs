using System.Globalization;

namespace LeakFleet.Server.Charts;

/// <summary>Round numbers of bytes, all in one unit, so that they compare at a glance.</summary>
internal static class ByteTicks
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Ticks from the round number at or below <paramref name="min"/> to the one at or above <paramref name="max"/>.</summary>
    public static IReadOnlyList<Tick> Around(double min, double max, int stepsMax)
    {
        var unit = 0;
        for (var size = Math.Max(Math.Abs(min), Math.Abs(max)); size >= 1024 && unit < Units.Length - 1; size /= 1024) unit++;
        var scale = Math.Pow(1024, unit);
        // Whole bytes below one unit: half a byte is nothing.
        var step = Step((max - min) / scale / stepsMax, unit == 0 ? 1 : 0);
        var first = Math.Floor(min / scale / step);
        var last = Math.Ceiling(max / scale / step);
        if (last <= first) last = first + 1;

        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        // 2.5 needs one digit more than its power of ten tells.
        if (Math.Abs((step * Math.Pow(10, decimals)) - Math.Round(step * Math.Pow(10, decimals))) > 1e-6) decimals++;
        var format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        var ticks = new List<Tick>();
        for (var i = first; i <= last && ticks.Count <= stepsMax + 2; i++)
            ticks.Add(new Tick(i * step * scale, i == 0 ? "0" : $"{(i * step).ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}"));
        return ticks;
    }

    /// <summary>The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below <paramref name="atLeast"/>.</summary>
    private static double Step(double atLeast, double stepMin)
    {
        atLeast = Math.Max(Math.Max(atLeast, stepMin), 1e-6);
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            if (factor * power >= atLeast * (1 - 1e-9) && (stepMin < 1 || factor * power % 1 == 0)) return factor * power;
        return 10 * power;
    }
}
