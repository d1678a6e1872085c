using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>
/// Where everything of a line chart goes: values over time. Pure: series in, geometry out. The x axis is in percent and the y axis in pixels, so that the
/// drawing stretches with the page while its text does not.
/// </summary>
internal sealed record LineChartLayout(
    IReadOnlyList<ChartLine> Lines, IReadOnlyList<PlacedTick> TimeTicks, IReadOnlyList<PlacedTick> ValueTicks, double? LimitY, string Description)
{
    public const int Height = 232;
    public const int PlotTop = 10;
    public const int PlotBottom = 206;

    private const int ValueStepsMax = 4;
    private const int TimeTicksMax = 5;

    /// <summary>A line has at least this share of its value as range: noise of a constant must not fill the chart.</summary>
    private const double RangeRatioMin = 0.05;

    /// <summary>The axis starts at zero unless everything lies in the upper part: growth looks as large as it is.</summary>
    private const double ZeroBaseRatio = 0.7;

    public bool IsEmpty => Lines.Count == 0;

    /// <summary>Null without a forecast.</summary>
    public ForecastPath? Forecast { get; init; }

    /// <summary>Lays out the series that have points. The limit is drawn when it is near enough not to flatten them.</summary>
    public static LineChartLayout Of(
        IReadOnlyList<ChartSeries> series, double? limitBytes = null, ChartTime time = ChartTime.Clock, ChartUnit unit = ChartUnit.Bytes, ChartForecast? forecast = null)
    {
        var drawn = series
            .Select(s => s with { Points = [.. s.Points.Where(p => double.IsFinite(p.Value)).OrderBy(p => p.UnixMilliseconds)] })
            .Where(s => s.Points.Count > 0).ToList();
        if (drawn.Count == 0) return new LineChartLayout([], [], [], null, "No samples yet.");

        var from = drawn.Min(s => s.Points[0].UnixMilliseconds);
        var to = drawn.Max(s => s.Points[^1].UnixMilliseconds);
        var min = drawn.Min(s => s.Points.Min(p => p.Value));
        var max = drawn.Max(s => s.Points.Max(p => p.Value));
        limitBytes ??= forecast?.LimitBytes;
        var showsLimit = limitBytes is { } limit && limit > 0 && (limit <= max * 2 || forecast is not null);
        var description = Describe(drawn, from, to, time, unit);
        if (showsLimit) max = Math.Max(max, limitBytes!.Value);
        if (forecast is not null) to = Math.Max(to, forecast.HorizonUnixMilliseconds);

        if (min >= 0 && (min < max * ZeroBaseRatio || unit.BeginsAtZero())) min = 0;
        else if (max - min < Math.Abs(max) * RangeRatioMin) min = max - (Math.Abs(max) * RangeRatioMin);
        var valueTicks = unit.Ticks(min, max, ValueStepsMax);
        var frame = new ChartFrame(from, to, valueTicks[0].Value, valueTicks[^1].Value);
        var path = forecast is null ? null : ForecastPath.Of(forecast, frame);
        return new LineChartLayout(
            [.. drawn.Select((s, i) => ChartLine.Of(s, i, frame, time, unit))],
            [.. time.Ticks(from, to, TimeTicksMax).Select(t => new PlacedTick(frame.XPercent((long)t.Value), t.Label))],
            [.. valueTicks.Select(t => new PlacedTick(frame.Y(t.Value), t.Label))],
            showsLimit ? frame.Y(limitBytes!.Value) : null,
            path is null ? description : $"{description} {path.Title.Replace('\n', '.')}.")
        {
            Forecast = path,
        };
    }

    private static string Describe(List<ChartSeries> series, long from, long to, ChartTime time, ChartUnit unit)
    {
        var lines = series.Select(s => $"{s.Label}: from {unit.Show(s.Points[0].Value)} to {unit.Show(s.Points[^1].Value)}");
        return $"{unit.Name()} from {time.Show(from)} to {time.Show(to)}. {string.Join(". ", lines)}.";
    }
}
