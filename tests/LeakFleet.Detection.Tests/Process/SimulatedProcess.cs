namespace LeakFleet.Detection.Tests;

/// <summary>A process of which a histogram is taken each five minutes, judged as a monitor does.</summary>
internal sealed class SimulatedProcess(params string[] types)
{
    public const long Start = 1_700_000_000_000;

    private const long Interval = 5 * 60_000;

    private readonly ProcessJudge _judge = new(Options);
    private readonly RecentJudge _recentJudge = new(Options);
    private int _taken;

    public static DetectionOptions Options { get; } = new();

    public ProcessTrend Trend { get; } = new(256, Options);

    public static double HoursAt(int histogram) => histogram * (Interval / 3_600_000.0);

    /// <summary>Takes histograms until an age; the hour at which the first type was shown, if one was.</summary>
    /// <param name="bytes">Of a type at an age in hours. Each instance has a hundred.</param>
    public double? Run(double hours, Func<string, double, double> bytes)
    {
        double? shown = null;
        for (; HoursAt(_taken) < hours; _taken++)
        {
            var time = Start + _taken * Interval;
            if (Trend.ClosesBucket(time)) _judge.Judge(Trend, isTotals: false, Start);
            else if (Trend.ClosesStep(time)) _recentJudge.Judge(Trend, Start);
            if (shown is null && Leaking.Length > 0) shown = HoursAt(_taken);
            Trend.Begin(time);
            foreach (var type in types)
                if (bytes(type, HoursAt(_taken)) is > 0 and var size) Trend.Add(type, "Shop", (long)size, (long)size / 100);
            Trend.End(absentMeansNone: true);
        }

        return shown;
    }

    public string[] Leaking => [.. Trend.Types.Where(t => t.IsLeaking).Select(t => t.Name).Order(StringComparer.Ordinal)];
}
