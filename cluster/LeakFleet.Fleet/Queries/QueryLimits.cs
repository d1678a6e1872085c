namespace LeakFleet.Fleet;

/// <summary>Every bound on what a query may ask. What exceeds one is refused by its name, never cut in silence.</summary>
public static class QueryLimits
{
    /// <summary>Characters of a filter written as one text.</summary>
    public const int FilterCharsMax = 4096;

    public const int TermsMax = 32;

    /// <summary>Characters of one pattern: names beyond it are found with a wildcard.</summary>
    public const int PatternCharsMax = 512;

    /// <summary>Stars and question marks of one pattern: each makes matching dearer.</summary>
    public const int WildcardsMax = 32;

    public const int LimitMax = 1000;

    public const int LimitUsual = 100;

    /// <summary>Groups, services or types put together for one answer; the rest is told as a reason why the answer is partial.</summary>
    public const int GroupsMax = 20_000;

    public const int CursorCharsMax = 2048;

    /// <summary>Characters of a text that order it: what begins alike for longer is told apart by its identity.</summary>
    public const int SortCharsMax = 128;

    public const int SearchWordsMax = 8;
}
