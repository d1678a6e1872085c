using System.Globalization;

namespace LeakFleet.Fleet;

/// <summary>A question to the fleet, checked: what cannot be answered never becomes one.</summary>
/// <param name="Filter">What it is about.</param>
/// <param name="Sort">One of the target's sorts.</param>
/// <param name="IsReversed">The sort the other way round.</param>
/// <param name="Limit">Items on a page.</param>
public sealed record ListQuery(QueryTarget Target, QueryFilter Filter, SortOrder Sort, bool IsReversed, int Limit)
{
    /// <summary>The page begins after this key; null for the first one.</summary>
    public SortKey? After { get; init; }

    /// <summary>The field whose values items are counted by; null when items are listed.</summary>
    public FilterField? Group { get; init; }

    /// <summary>Only what was there at some time from then on; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what was there at some time up to then; null for any.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only findings that came into their state since then, and processes that started since then.</summary>
    public DateTimeOffset? NewSince { get; init; }

    /// <summary>Only findings that came with this version or a later one; empty for any.</summary>
    public string NewSinceVersion { get; init; } = "";

    /// <summary>The first page of everything, in the target's usual order.</summary>
    public static ListQuery All(QueryTarget target, int limit = QueryLimits.LimitUsual) => new(target, QueryFilter.Everything, SortOrder.Usual(target), false, limit);

    /// <summary>As parameters that <see cref="ListQueryReader"/> reads back: for links, and to pass a question on. Times are instants.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToParameters()
    {
        foreach (var parameter in Filter.ToParameters()) yield return parameter;
        if (IsReversed || Sort.Name != SortOrder.Usual(Target).Name) yield return new("sort", IsReversed ? $"-{Sort.Name}" : Sort.Name);
        if (Group is { } group) yield return new("group", group.Name);
        if (From is { } from) yield return new("from", Text(from));
        if (To is { } to) yield return new("to", Text(to));
        if (NewSince is { } since) yield return new("newSince", Text(since));
        if (NewSinceVersion.Length > 0) yield return new("newSinceVersion", NewSinceVersion);
        if (Limit != QueryLimits.LimitUsual) yield return new("limit", Limit.ToString(CultureInfo.InvariantCulture));
        if (After is { } after) yield return new("cursor", after.ToCursor(SortText));
    }

    /// <summary>The sort as a cursor remembers it.</summary>
    internal string SortText => (IsReversed ? "-" : "") + Sort.Name + (Group is { } group ? "/" + group.Name : "");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
