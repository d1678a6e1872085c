namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>A forecast beside what truly came.</summary>
internal readonly record struct CheckedForecast(Forecast Forecast, double HoursTrue)
{
    public bool IsCovered => HoursTrue >= Forecast.HoursLow && HoursTrue <= Forecast.HoursHigh;
}
