using System.Buffers;
using System.IO.Enumeration;

namespace LeakFleet.Fleet;

/// <summary>A full name, or a wildcard with <c>*</c> for any text and <c>?</c> for one character. A wildcard ignores case, a name does not.</summary>
public sealed class TextPattern
{
    private static readonly SearchValues<char> Wildcards = SearchValues.Create("*?");

    // A backslash would be taken for an escape; in names it stands before the signs that a name gives a meaning.
    private readonly string _expression;

    private TextPattern(string text)
    {
        Text = text;
        IsWildcard = text.AsSpan().ContainsAny(Wildcards);
        _expression = text.Replace("\\", "\\\\", StringComparison.Ordinal);
    }

    public string Text { get; }

    public bool IsWildcard { get; }

    /// <summary>Null with a reason when the text is no pattern.</summary>
    public static TextPattern? Parse(string text, out string? fault)
    {
        fault = null;
        if (text.Length == 0) fault = "is empty; leave the term out to let everything through";
        else if (text.Length > QueryLimits.PatternCharsMax) fault = $"is longer than {QueryLimits.PatternCharsMax} characters; a * can stand for the rest";
        else if (text.AsSpan().Count('*') + text.AsSpan().Count('?') > QueryLimits.WildcardsMax) fault = $"has more than {QueryLimits.WildcardsMax} wildcards";
        return fault is null ? new TextPattern(text) : null;
    }

    public bool Matches(string value) =>
        IsWildcard ? FileSystemName.MatchesSimpleExpression(_expression, value, ignoreCase: true) : string.Equals(value, Text, StringComparison.Ordinal);
}
