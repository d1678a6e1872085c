namespace LeakFleet.Fleet;

/// <summary>What a document may be called. A name becomes a path: nothing in it may climb out of its folder.</summary>
public static class DocumentName
{
    public const int CharsMax = 200;

    private const int PartsMax = 3;

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > CharsMax) return false;
        var parts = name.Split('/');
        return parts.Length <= PartsMax && Array.TrueForAll(parts, IsPart);
    }

    /// <summary>Throws for a name that the code itself made wrongly: what comes from outside is checked before.</summary>
    public static string Checked(string name) => IsValid(name) ? name : throw new ArgumentException($"'{name}' is not the name of a document", nameof(name));

    private static bool IsPart(string part) =>
        part.Length > 0 && part[0] != '.' && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}
