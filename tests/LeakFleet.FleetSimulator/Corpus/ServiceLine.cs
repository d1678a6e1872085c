using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>A line of <c>labels.jsonl</c>: what is true of one service.</summary>
internal sealed record ServiceLine(string? Service, string? Scenario, long? From, long? To, IReadOnlyList<LeakLine?>? Leaks)
{
    /// <returns>A fault, or null.</returns>
    public string? Check()
    {
        if (Service is not { Length: > 0 and <= WireLimits.NameCharsMax }) return "a service without a name, or with one that is too long";
        if (Scenario?.Length > CorpusLimits.NameCharsMax) return $"scenario is longer than {CorpusLimits.NameCharsMax} characters";
        if (From is < 0 or > WireLimits.UnixMillisecondsMax || To is < 0 or > WireLimits.UnixMillisecondsMax || From > To) return "from and to are no window of time";
        if (Leaks?.Count > CorpusLimits.LeaksPerServiceMax) return $"more than {CorpusLimits.LeaksPerServiceMax} leaks";
        foreach (var leak in Leaks ?? [])
        {
            if ((leak is null ? "a leak is null" : leak.Check()) is { } fault) return fault;
        }

        return null;
    }
}
