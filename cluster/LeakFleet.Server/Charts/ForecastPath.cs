using System.Globalization;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Charts;

/// <summary>A forecast as it is drawn: the area of its interval and the line in its middle, in the coordinates of lines.</summary>
internal sealed record ForecastPath(string Fan, string Middle, string Title)
{
    public static ForecastPath Of(ChartForecast forecast, ChartFrame frame)
    {
        var (start, end, limit) = (forecast.FromUnixMilliseconds, frame.ToUnixMilliseconds, forecast.LimitBytes);
        var soonest = Math.Min(forecast.SoonestUnixMilliseconds, end);
        var upper = Point(frame, soonest, forecast.ValueAt(soonest, forecast.HoursLow));
        var lower = forecast.LatestUnixMilliseconds is { } latest && latest <= end
            ? Point(frame, latest, limit)
            : $"{Point(frame, end, limit)}L{Point(frame, end, forecast.ValueAt(end, forecast.HoursHigh))}";
        var expected = Math.Min(forecast.ExpectedUnixMilliseconds, end);
        var from = Point(frame, start, forecast.FromValue);
        var interval = $"{Quantity.Hours(forecast.HoursLow)} to {(forecast.HoursHigh is { } high ? Quantity.Hours(high) : "never")}";
        return new ForecastPath(
            $"M{from}L{upper}L{lower}Z", $"M{from}L{Point(frame, expected, forecast.ValueAt(expected, forecast.Hours))}",
            $"The limit of {Quantity.Bytes(limit)} is reached in {Quantity.Hours(forecast.Hours)}, at {Instant.Show(forecast.ExpectedUnixMilliseconds)}\n80 % interval: {interval}");
    }

    private static string Point(ChartFrame frame, long at, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{frame.XPercent(at) * 10:0.#} {frame.Y(value):0.#}");
}
