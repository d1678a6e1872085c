using LeakFleet.Fleet;

namespace LeakFleet.Server.Charts;

/// <summary>Versions side by side: the growth of one replica of each with its 95 % interval, on one scale. In percent of the width.</summary>
internal sealed record IntervalLayout(IReadOnlyList<PlacedInterval> Rows, double ZeroPercent, IReadOnlyList<PlacedTick> Ticks)
{
    private const int VersionsMax = 12;
    private const int StepsMax = 4;

    /// <summary>Without one there is nothing to lay side by side.</summary>
    public bool IsAnyKnown => Rows.Any(r => r.AtPercent is not null);

    public static IntervalLayout Of(IReadOnlyList<VersionTrend> versions)
    {
        var known = versions.TakeLast(VersionsMax).ToList();
        var values = known.SelectMany(v => new[] { v.BytesPerHour, v.BytesPerHourLow, v.BytesPerHourHigh }).OfType<double>().Where(double.IsFinite).Append(0).ToList();
        var ticks = ByteTicks.Around(values.Min(), Math.Max(values.Max(), 1), StepsMax);
        var (min, max) = (ticks[0].Value, ticks[^1].Value);
        double Percent(double value) => Math.Clamp((value - min) / (max - min) * 100, 0, 100);
        var rows = known.Select(v => new PlacedInterval(
            v, v.BytesPerHour is { } at && double.IsFinite(at) ? Percent(at) : null, Percent(v.BytesPerHourLow ?? v.BytesPerHour ?? 0), Percent(v.BytesPerHourHigh ?? v.BytesPerHour ?? 0)));
        return new IntervalLayout([.. rows], Percent(0), [.. ticks.Select(t => new PlacedTick(Percent(t.Value), t.Label))]);
    }
}

/// <param name="AtPercent">Null where the version's growth is not known.</param>
internal sealed record PlacedInterval(VersionTrend Version, double? AtPercent, double LowPercent, double HighPercent);
