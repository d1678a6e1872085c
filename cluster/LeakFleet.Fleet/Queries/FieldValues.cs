namespace LeakFleet.Fleet;

/// <summary>What an item has in a field. Mostly it is one text, which needs no list: a question looks at it for every process of the fleet.</summary>
internal readonly struct FieldValues
{
    private readonly string? _one;
    private readonly IEnumerable<string>? _many;

    private FieldValues(string? one, IEnumerable<string>? many) => (_one, _many) = (one, many);

    public static FieldValues None => default;

    /// <summary>Null for nothing.</summary>
    public static FieldValues Of(string? one) => new(one, null);

    public static FieldValues Of(IEnumerable<string> many) => new(null, many);

    public bool Any(TextPattern pattern)
    {
        if (_many is null) return _one is not null && pattern.Matches(_one);
        foreach (var value in _many)
            if (pattern.Matches(value)) return true;
        return false;
    }

    /// <summary>When it is at most one; null for none.</summary>
    public bool IsSingle(out string? value)
    {
        value = _one;
        return _many is null;
    }

    /// <summary>Each once.</summary>
    public IEnumerable<string> Distinct() => _many?.Distinct(StringComparer.Ordinal) ?? (_one is null ? [] : [_one]);
}
