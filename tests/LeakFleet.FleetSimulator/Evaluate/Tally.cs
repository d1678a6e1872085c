namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Counts of one detector over some services. The order in which they are added changes nothing.</summary>
internal sealed class Tally
{
    private readonly List<double> _delayHours = [];

    public int Services { get; private set; }

    public int Processes { get; private set; }

    /// <summary>Those that must be found.</summary>
    public int Leaks { get; private set; }

    public int Found { get; private set; }

    /// <summary>Leaks too small to be demanded, and how many of them were found all the same.</summary>
    public int SmallLeaks { get; private set; }

    public int SmallFound { get; private set; }

    public int FalseAlarms { get; private set; }

    /// <summary>False alarms on what does not leak, and processes accused that do not.</summary>
    public int FalseAlarmsWithoutLeak { get; private set; }

    public double ProcessDays { get; private set; }

    public double ProcessDaysWithoutLeak { get; private set; }

    public int Typed { get; private set; }

    public int TypesRight { get; private set; }

    public int Regressions { get; private set; }

    public int VersionsRight { get; private set; }

    public int VersionsBlamed { get; private set; }

    public int Forecasts { get; private set; }

    public int ForecastsCovered { get; private set; }

    /// <summary>Of those, intervals without an upper end: it may never be reached.</summary>
    public int ForecastsOpen { get; private set; }

    /// <summary>Asked for, and answered without an interval.</summary>
    public int ForecastsMissing { get; private set; }

    public IReadOnlyList<double> DelayHours => _delayHours;

    public void Add(ServiceResult service, ServiceScore score)
    {
        Services++;
        Processes += service.Processes;
        ProcessDays += score.ProcessDays;
        ProcessDaysWithoutLeak += score.ProcessDaysWithoutLeak;
        FalseAlarms += score.FalseAlarms.Count;
        FalseAlarmsWithoutLeak += score.FalseAlarms.Count(alarm => !alarm.OnLeaking) + score.Accused.Count;
        foreach (var leak in score.Leaks) Add(leak);
    }

    private void Add(LeakResult leak)
    {
        if (!leak.Leak.MustBeFound)
        {
            SmallLeaks++;
            if (leak.IsFound) SmallFound++;
            return;
        }

        Leaks++;
        if (leak.VersionRight is { } version)
        {
            Regressions++;
            if (version) VersionsRight++;
        }

        if (!leak.IsFound) return;
        Found++;
        _delayHours.Add(leak.DelayHours);
        if (leak.TypeRight is { } type)
        {
            Typed++;
            if (type) TypesRight++;
        }

        if (leak.VersionBlamed) VersionsBlamed++;
        Forecasts += leak.Forecasts.Count;
        ForecastsCovered += leak.Forecasts.Count(forecast => forecast.IsCovered);
        ForecastsOpen += leak.Forecasts.Count(forecast => double.IsPositiveInfinity(forecast.Forecast.HoursHigh));
        ForecastsMissing += leak.Alarm?.ForecastsMissing ?? 0;
    }
}
