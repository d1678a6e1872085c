using System.IO.Enumeration;

namespace LeakFleet.Cli.Histograms;

/// <summary>Types by full name, or by a wildcard: <c>*</c> for any text, <c>?</c> for one character. A wildcard ignores case, a name does not.</summary>
/// <param name="pattern">Null lets every type through.</param>
internal sealed class TypeFilter(string? pattern)
{
    private static readonly System.Buffers.SearchValues<char> Wildcards = System.Buffers.SearchValues.Create("*?");

    // A backslash would be taken for an escape; in names it stands before the signs that a name gives a meaning.
    private readonly string _expression = (pattern ?? "").Replace("\\", "\\\\", StringComparison.Ordinal);

    private readonly bool _isWildcard = pattern.AsSpan().ContainsAny(Wildcards);

    public string? Pattern => pattern;

    public IEnumerable<TypeEntry> Of(IEnumerable<TypeEntry> types) => pattern is null ? types : types.Where(type => Matches(type.Name));

    public bool Matches(string name) =>
        pattern is null || (_isWildcard ? FileSystemName.MatchesSimpleExpression(_expression, name, ignoreCase: true) : name == pattern);
}
