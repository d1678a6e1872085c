using System.Globalization;
using System.Text;
using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>A line the size of a word: shape without axes.</summary>
internal static class SparklineLayout
{
    public const int Width = 96;
    public const int Height = 22;

    private const int Margin = 2;
    private const int PointsMax = 48;

    /// <summary>The line spans at least this share of its value: a constant looks flat and not like noise.</summary>
    private const double RangeRatioMin = 0.25;

    /// <summary>Points of an SVG polyline; empty for fewer than two samples, as one says nothing about shape.</summary>
    public static string Points(IReadOnlyList<Sample> samples)
    {
        var known = Thinning.MinMax([.. samples.Where(s => double.IsFinite(s.Value))], PointsMax);
        if (known.Count < 2) return "";
        var from = known[0].UnixMilliseconds;
        var range = Math.Max(1.0, (double)known[^1].UnixMilliseconds - from);
        var (min, max) = (known.Min(s => s.Value), known.Max(s => s.Value));
        var span = Math.Max(Math.Max(max - min, Math.Abs(max) * RangeRatioMin), 1e-9);
        var middle = (min + max) / 2;

        var points = new StringBuilder(known.Count * 10);
        foreach (var sample in known)
        {
            var x = Margin + (((double)sample.UnixMilliseconds - from) / range * (Width - (2 * Margin)));
            var y = (Height / 2.0) - ((sample.Value - middle) / span * (Height - (2 * Margin)));
            if (points.Length > 0) points.Append(' ');
            points.Append(x.ToString("0.#", CultureInfo.InvariantCulture)).Append(',').Append(y.ToString("0.#", CultureInfo.InvariantCulture));
        }

        return points.ToString();
    }
}
