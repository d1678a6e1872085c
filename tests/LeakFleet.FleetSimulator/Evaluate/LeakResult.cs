using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>What became of one labelled leak.</summary>
/// <param name="Alarm">The first that fits, null when there was none.</param>
/// <param name="DelayHours">From when it could be known first: the leak's start or, when later, the end of the process's warm-up.</param>
/// <param name="ProcessesAtStart">Of the service, within two hours from the leak's start.</param>
/// <param name="AgeHours">Of the first process that leaks, when it begins to.</param>
/// <param name="Forecasts">Those of the alarm that could be checked.</param>
internal sealed record LeakResult(LeakLabel Leak, Alarm? Alarm, double DelayHours, int ProcessesAtStart, double AgeHours, IReadOnlyList<CheckedForecast> Forecasts)
{
    /// <summary>A leak found later counts as missed.</summary>
    public const double DelayHoursMax = 72;

    public bool IsFound => Alarm is not null && DelayHours <= DelayHoursMax;

    /// <summary>Null where there is no type to name, or nobody to name it.</summary>
    public bool? TypeRight => IsFound && Leak.Types.Count > 0 && Alarm!.First.Kind.Length > 0 ? Leak.Types.Contains(Alarm.First.Type) : null;

    /// <summary>Null for what is no regression of a version; a regression that was missed was not named either.</summary>
    public bool? VersionRight => Leak.FirstVersion.Length > 0 ? IsFound && Alarm!.FirstVersion == Leak.FirstVersion : null;

    /// <summary>A version was blamed for a leak that came with none.</summary>
    public bool VersionBlamed => IsFound && Leak.FirstVersion.Length == 0 && Alarm!.FirstVersion.Length > 0;
}
