namespace LeakFleet.Agent.Heap;

/// <summary>Why (the rest of) a region is missing from a histogram: stable words, for people and for metrics.</summary>
internal static class SkipReason
{
    /// <summary>Memory that the layout speaks of is not mapped.</summary>
    public const string Unmapped = "unmapped";

    /// <summary>A word where an object should start is not the address of a method table.</summary>
    public const string BadMethodTable = "bad-method-table";

    /// <summary>An object would reach beyond its region.</summary>
    public const string BadSize = "bad-size";

    /// <summary>A method table that the runtime does not know, or whose name is beyond the limit on names.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>More distinct types, or types in all regions together, than the limit.</summary>
    public const string TooManyTypes = "too-many-types";

    /// <summary>More regions than the limit.</summary>
    public const string TooManyRegions = "too-many-regions";

    /// <summary>Collections changed the region in every round.</summary>
    public const string Collected = "collected";

    /// <summary>Counted, but before a collection that may have put more objects there: these may be missing. Nothing counted is wrong.</summary>
    public const string Outdated = "outdated";

    /// <summary>Counted, but no count of collections could be read that would say whether one moved objects meanwhile.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>The walk's time was up before the region had been read, or had been read again.</summary>
    public const string TimeLimit = "time-limit";
}
