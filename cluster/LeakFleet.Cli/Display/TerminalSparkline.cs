namespace LeakFleet.Cli.Display;

/// <summary>A series drawn with blocks, a character wide for each step of time.</summary>
internal static class TerminalSparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>The line spans at least this share of its value: a constant looks flat and not like noise.</summary>
    private const double RangeRatioMin = 0.25;

    /// <summary>Empty for fewer than two values; a gap stays a blank.</summary>
    public static string Draw(IReadOnlyList<(long At, double Value)> points, int width)
    {
        if (points.Count < 2) return "";
        var from = points[0].At;
        var step = Math.Max(1.0, ((double)points[^1].At - from) / Math.Max(1, width - 1));
        var highest = new double[width];
        Array.Fill(highest, double.NaN);
        foreach (var (at, value) in points)
        {
            var column = Math.Clamp((int)((at - from) / step), 0, width - 1);
            if (double.IsFinite(value) && !(highest[column] >= value)) highest[column] = value;
        }

        Fill(highest, points.Count);
        var known = highest.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (min, max) = (known.Min(), known.Max());
        var span = Math.Max(Math.Max(max - min, Math.Abs(max) * RangeRatioMin), 1e-9);
        var low = max - min < span ? ((min + max) / 2) - (span / 2) : min;
        return string.Concat(highest.Select(v => double.IsFinite(v) ? Blocks[Math.Clamp((int)((v - low) / span * 8), 0, 7)] : ' '));
    }

    /// <summary>Fewer samples than columns leave holes that are none: each lasts until the next.</summary>
    private static void Fill(double[] columns, int samples)
    {
        var longest = (columns.Length / Math.Max(1, samples - 1) * 3) + 1;
        for (var (i, hole) = (1, 0); i < columns.Length; i++)
        {
            hole = double.IsNaN(columns[i]) ? hole + 1 : 0;
            if (hole > 0 && hole <= longest) columns[i] = columns[i - 1];
        }
    }
}
