namespace LeakFleet.Agent.Pods;

/// <summary>One condition on a pod's labels.</summary>
/// <param name="Value">Null asks for the key alone.</param>
internal readonly record struct LabelRequirement(string Key, string? Value, bool IsNegated)
{
    public static bool TryParse(string text, out LabelRequirement requirement)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        requirement = split < 0
            ? new LabelRequirement(text.TrimStart('!'), null, text.StartsWith('!'))
            : new LabelRequirement(text[..split].TrimEnd('!'), text[(split + 1)..], split > 0 && text[split - 1] == '!');
        return requirement.Key.Length > 0 && !requirement.Key.Contains('!', StringComparison.Ordinal) && !requirement.Key.Any(char.IsWhiteSpace);
    }

    public bool Holds(IReadOnlyDictionary<string, string> labels) =>
        (labels.TryGetValue(Key, out var value) && (Value is null || value == Value)) != IsNegated;
}
