using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>One line as it is drawn.</summary>
/// <param name="Style">CSS class of its colour.</param>
/// <param name="Path">SVG path; x from 0 to 1000 over the width, y in pixels.</param>
public sealed record ChartLine(ChartSeries Series, string Style, string Path, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Colours in the style sheet.</summary>
    public const int ColoursMax = 6;

    /// <summary>More would put several points into one pixel.</summary>
    private const int PathPointsMax = 240;

    /// <summary>Every hover point costs some 150 bytes of page.</summary>
    private const int HoverPointsMax = 32;

    internal static ChartLine Of(ChartSeries series, int index, ChartFrame frame, ChartTime time = ChartTime.Clock, ChartUnit unit = ChartUnit.Bytes)
    {
        var style = series.IsBackdrop ? "backdrop" : $"s{(index % ColoursMax) + 1}";
        var path = PathData.Of(Thinning.MinMax(series.Points, PathPointsMax), frame);
        var points = Thinning.Even(series.Points, HoverPointsMax).Select(p => Point(series.Label, p, frame, time, unit));
        return new ChartLine(series, style, path, [.. points]);
    }

    private static ChartPoint Point(string label, Sample sample, ChartFrame frame, ChartTime time, ChartUnit unit) => new(
        frame.XPercent(sample.UnixMilliseconds), frame.Y(sample.Value),
        $"{label}\n{unit.Show(sample.Value)} {time.At(sample.UnixMilliseconds)}");
}
