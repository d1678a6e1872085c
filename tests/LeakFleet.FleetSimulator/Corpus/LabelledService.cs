using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>One service: everything its agents said, and what is true of it.</summary>
/// <param name="Scenario">What it was made to show: <c>leak/constant</c>, <c>negative/bounded-cache</c>, …; one figure each in the evaluation.</param>
/// <param name="Messages">In order of time, all replicas mixed; the same each time it is enumerated, and made while it is.</param>
/// <param name="Leaks">None for a service that does not leak.</param>
public sealed record LabelledService(
    string Name,
    string Scenario,
    IEnumerable<Data> Messages,
    IReadOnlyList<LeakLabel> Leaks,
    long FromUnixMilliseconds,
    long ToUnixMilliseconds);
