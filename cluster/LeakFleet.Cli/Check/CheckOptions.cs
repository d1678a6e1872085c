namespace LeakFleet.Cli.Check;

/// <summary>What the user wrote.</summary>
/// <param name="Looks">Null waits for the duration.</param>
internal sealed record CheckOptions(
    IReadOnlyList<string> Command, TimeSpan Duration, int? Looks, TimeSpan Interval, string? Baseline, string? WriteBaseline, string? JUnit, bool KeepGc);
