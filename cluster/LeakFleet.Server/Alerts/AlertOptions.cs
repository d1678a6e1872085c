namespace LeakFleet.Server.Alerts;

/// <summary>Holds and bounds of alerts.</summary>
internal sealed record AlertOptions
{
    /// <summary>How long a finding must be there before it is told: the detector has held it back for hours already, this keeps out what a deploy stirs up.</summary>
    public TimeSpan FireAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it must be seen to be gone before that is told. Time in which nobody looked does not count.</summary>
    public TimeSpan ResolveAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often what still fires is told again; zero for never.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Time between two looks at the fleet's findings.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often Alertmanager is told all that fires: it takes for resolved what it does not hear of.</summary>
    public TimeSpan ResendInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a resolved alert stays in the list.</summary>
    public TimeSpan ResolvedKept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Alerts at once; past that resolved ones make room, and then new ones are refused and counted.</summary>
    public int AlertsMax { get; init; } = 5_000;

    public int SilencesMax { get; init; } = 500;

    /// <summary>In this order; the first that matches decides, unless it says to go on.</summary>
    public IReadOnlyList<AlertRoute> Routes { get; init; } = [];
}
