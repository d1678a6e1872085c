using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>A leak inside of a <see cref="ServiceLine"/>; the members of <see cref="LeakLabel"/> in plain types.</summary>
internal sealed record LeakLine(
    string? Kind,
    IReadOnlyList<string?>? Types,
    string? FirstVersion,
    IReadOnlyList<string?>? Processes,
    long? Starts,
    double? HeapSharePerHour,
    double? LimitSharePerDay,
    long? LimitReached,
    IReadOnlyDictionary<string, long>? LimitsReached)
{
    /// <returns>A fault, or null.</returns>
    public string? Check()
    {
        if (Kind is not { Length: > 0 and <= CorpusLimits.NameCharsMax }) return "a leak without a kind";
        if (Types?.Count > CorpusLimits.NamesPerLeakMax || Types?.Any(t => t is not { Length: > 0 and <= WireLimits.TextBytesMax }) == true) return "types holds too many or too long names";
        if (FirstVersion?.Length > WireLimits.NameCharsMax) return $"firstVersion is longer than {WireLimits.NameCharsMax} characters";
        if (Processes is not { Count: > 0 and <= CorpusLimits.ProcessesMax } || Processes.Any(p => p is not { Length: > 0 and <= CorpusLimits.NameCharsMax }))
            return "a leak without processes, or with a name that is too long";
        if (Starts is not (>= 0 and <= WireLimits.UnixMillisecondsMax)) return "starts is not a time in milliseconds since 1970";
        if (LimitReached is < 0) return "limitReached is not a time in milliseconds since 1970";
        if (LimitsReached?.Any(l => l.Key.Length > CorpusLimits.NameCharsMax || l.Value < 0) == true) return "limitsReached holds a time before 1970, or a name that is too long";
        return IsShare(HeapSharePerHour) && IsShare(LimitSharePerDay) ? null : "a share is not a number from 0 to 1000000";
    }

    public LeakLabel ToLabel() => new(
        Kind!,
        [.. (Types ?? []).Select(t => t!)],
        FirstVersion ?? "",
        Processes!.Select(p => CorpusProcess.KeyOf(p!)).ToHashSet(),
        Starts!.Value,
        HeapSharePerHour ?? 0,
        LimitSharePerDay ?? 0,
        LimitReached)
    {
        LimitsReachedUnixMilliseconds = (LimitsReached ?? new Dictionary<string, long>()).DistinctBy(l => CorpusProcess.KeyOf(l.Key))
            .ToDictionary(l => CorpusProcess.KeyOf(l.Key), l => l.Value),
    };

    public static LeakLine Of(LeakLabel label) => new(
        label.Kind,
        label.Types,
        label.FirstVersion,
        [.. label.Processes.Select(p => p.ToString()).Order(StringComparer.Ordinal)],
        label.StartsUnixMilliseconds,
        label.HeapSharePerHour,
        label.LimitSharePerDay,
        label.LimitReachedUnixMilliseconds,
        label.LimitsReachedUnixMilliseconds.ToDictionary(l => l.Key.ToString(), l => l.Value));

    private static bool IsShare(double? value) => value is null or (>= 0 and <= 1e6);
}
