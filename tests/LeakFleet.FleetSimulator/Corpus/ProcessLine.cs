using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>A line of <c>processes.jsonl</c>.</summary>
internal sealed record ProcessLine(
    string? Process, string? Service, string? Version, long? Start, string? Runtime, string? EntryAssembly, IReadOnlyDictionary<string, string?>? Labels)
{
    /// <returns>A fault, or null.</returns>
    public string? Check()
    {
        if (Process is not { Length: > 0 and <= CorpusLimits.NameCharsMax }) return "a process without a name, or with one that is too long";
        if (new[] { Service, Version, Runtime }.Any(name => name?.Length > WireLimits.NameCharsMax)) return $"a name is longer than {WireLimits.NameCharsMax} characters";
        if (Start is < 0 or > WireLimits.UnixMillisecondsMax) return "start is not a time in milliseconds since 1970";
        if (EntryAssembly?.Length > WireLimits.TextBytesMax) return $"entryAssembly is longer than {WireLimits.TextBytesMax} characters";
        if (Labels?.Count > WireLimits.LabelsMax) return $"more than {WireLimits.LabelsMax} labels";
        return Labels?.Any(l => l.Key.Length > WireLimits.TextBytesMax / 4 || l.Value is null || l.Value.Length > WireLimits.TextBytesMax / 4) == true
            ? $"a label is missing its value, or is longer than {WireLimits.TextBytesMax / 4} characters"
            : null;
    }

    public CorpusProcess ToProcess() => new(
        Process!,
        Service ?? "",
        Version ?? "",
        Start ?? -1,
        Runtime ?? "",
        EntryAssembly ?? "",
        Labels?.ToDictionary(l => l.Key, l => l.Value!, StringComparer.Ordinal) ?? []);
}
