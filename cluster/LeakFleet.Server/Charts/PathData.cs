using System.Globalization;
using System.Text;
using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>Samples as SVG path data.</summary>
internal static class PathData
{
    /// <summary>A pause this many times the usual one is a gap: a straight line over it would claim samples that do not exist.</summary>
    private const double GapRatio = 4;

    public static string Of(IReadOnlyList<Sample> samples, ChartFrame frame)
    {
        var path = new StringBuilder(samples.Count * 12);
        var gap = GapMilliseconds(samples);
        for (var i = 0; i < samples.Count; i++)
        {
            var starts = i == 0 || samples[i].UnixMilliseconds - samples[i - 1].UnixMilliseconds > gap;
            path.Append(starts ? 'M' : 'L')
                .Append((frame.XPercent(samples[i].UnixMilliseconds) * 10).ToString("0.#", CultureInfo.InvariantCulture)).Append(' ')
                .Append(frame.Y(samples[i].Value).ToString("0.#", CultureInfo.InvariantCulture));
        }

        return path.ToString();
    }

    internal static double GapMilliseconds(IReadOnlyList<Sample> samples)
    {
        if (samples.Count < 4) return double.PositiveInfinity;
        var pauses = new double[samples.Count - 1];
        for (var i = 0; i < pauses.Length; i++) pauses[i] = samples[i + 1].UnixMilliseconds - samples[i].UnixMilliseconds;
        Array.Sort(pauses);
        // The upper quartile, not the median: series are fine at their new end and coarse at their old one.
        return Math.Max(pauses[pauses.Length * 3 / 4], 1000) * GapRatio;
    }
}
