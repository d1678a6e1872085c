using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Reports;

/// <summary>What the form for a silence holds: nothing yet, what a link suggests, or what was refused and why.</summary>
public sealed record SilenceForm(string Match, string Duration, string Comment, IReadOnlyList<QueryFault> Faults)
{
    public static SilenceForm Suggest(string match) => new(match, SilenceReader.DurationUsual, "", []);
}
