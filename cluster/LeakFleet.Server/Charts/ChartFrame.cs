namespace LeakFleet.Server.Charts;

/// <summary>The ranges of a chart, and how they map to its area.</summary>
internal readonly record struct ChartFrame(long FromUnixMilliseconds, long ToUnixMilliseconds, double Min, double Max)
{
    /// <summary>0 to 100; the middle when there is one point in time only.</summary>
    public double XPercent(long unixMilliseconds)
    {
        var range = (double)ToUnixMilliseconds - FromUnixMilliseconds;
        return range <= 0 ? 50 : ((double)unixMilliseconds - FromUnixMilliseconds) / range * 100;
    }

    public double Y(double value)
    {
        var ratio = Max > Min ? (value - Min) / (Max - Min) : 0.5;
        return LineChartLayout.PlotBottom - (ratio * (LineChartLayout.PlotBottom - LineChartLayout.PlotTop));
    }
}
