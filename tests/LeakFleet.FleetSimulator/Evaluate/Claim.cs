using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>One leak that a detector says a service has, at one look.</summary>
/// <param name="Fingerprint">Equal from look to look for what the detector means to be the same leak.</param>
/// <param name="Kind">As in <see cref="Corpus.LeakLabel.Kind"/>; empty from a detector that knows no kinds, which then fits every kind.</param>
/// <param name="Type">Empty for kinds without a type.</param>
/// <param name="Processes">Empty from a detector that sees a service only as a whole.</param>
/// <param name="HoursToLimitLow">Lower end of the forecast's 80 % interval; null without a forecast.</param>
/// <param name="HoursToLimitHigh">Upper end; null also when it may never be reached.</param>
internal sealed record Claim(
    string Fingerprint,
    string Kind,
    string Type,
    IReadOnlyList<ProcessKey> Processes,
    string FirstVersion = "",
    double? HoursToLimitLow = null,
    double? HoursToLimitHigh = null)
{
    /// <summary>What a person who tunes the detector wants to know of it; scored by nobody.</summary>
    public string Note { get; init; } = "";

    /// <summary>The same of its versions.</summary>
    public string VersionNote { get; init; } = "";
}
