using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>One claim from when it first appeared until it went away.</summary>
/// <param name="First">As it first appeared: what a person is called for.</param>
internal sealed class Alarm(Claim first, long openedUnixMilliseconds)
{
    /// <summary>Which version brought it is asked when somebody has had a day to look at it.</summary>
    public const long VersionAskedMilliseconds = 24 * 3_600_000;

    /// <summary>A forecast is scored when an alarm opens and again each so often.</summary>
    public const long ForecastIntervalMilliseconds = 6 * 3_600_000;

    private readonly List<Forecast> _forecasts = [];
    private readonly HashSet<ProcessKey> _processes = [];
    private long _forecastDueUnixMilliseconds = openedUnixMilliseconds;

    public Claim First { get; } = first;

    public long OpenedUnixMilliseconds { get; } = openedUnixMilliseconds;

    public long LastSeenUnixMilliseconds { get; private set; } = openedUnixMilliseconds;

    /// <summary>What it said last within <see cref="VersionAskedMilliseconds"/>.</summary>
    public string FirstVersion { get; private set; } = first.FirstVersion;

    /// <summary>Why, at that time.</summary>
    public string VersionNote { get; private set; } = first.VersionNote;

    /// <summary>All it ever named.</summary>
    public IReadOnlySet<ProcessKey> Processes => _processes;

    public IReadOnlyList<Forecast> Forecasts => _forecasts;

    /// <summary>Forecasts due that came without an interval.</summary>
    public int ForecastsMissing { get; private set; }

    public void See(Claim claim, long nowUnixMilliseconds)
    {
        LastSeenUnixMilliseconds = nowUnixMilliseconds;
        foreach (var process in claim.Processes) _processes.Add(process);
        if (nowUnixMilliseconds - OpenedUnixMilliseconds <= VersionAskedMilliseconds) (FirstVersion, VersionNote) = (claim.FirstVersion, claim.VersionNote);
        if (nowUnixMilliseconds < _forecastDueUnixMilliseconds) return;
        _forecastDueUnixMilliseconds += ForecastIntervalMilliseconds;
        if (claim.HoursToLimitLow is { } low) _forecasts.Add(new Forecast(nowUnixMilliseconds, low, claim.HoursToLimitHigh ?? double.PositiveInfinity));
        else ForecastsMissing++;
    }
}
