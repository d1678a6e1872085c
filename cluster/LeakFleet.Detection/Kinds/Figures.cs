using System.Globalization;

namespace LeakFleet.Detection;

/// <summary>Figures with their units, the same on every host.</summary>
internal static class Figures
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= 999.5 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return $"{Number(bytes)} {Units[unit]}";
    }

    /// <summary>Three significant digits: more would be noise.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        var format = size >= 99.95 || value == Math.Round(value) ? "N0" : size >= 9.995 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    public static string Hours(double hours) => hours switch
    {
        < 1 => $"{Number(Math.Max(1, Math.Round(hours * 60)))} min",
        < 48 => $"{Number(Math.Round(hours, 1))} h",
        _ => $"{Number(Math.Round(hours / 24, 1))} d",
    };

    public static string Probability(double p) => p < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {p:0.0000}");
}
