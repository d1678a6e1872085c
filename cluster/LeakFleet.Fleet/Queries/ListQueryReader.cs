using System.Globalization;

namespace LeakFleet.Fleet;

/// <summary>Reads a query from named values: parameters of an address, options of a command. All faults at once, each with the name of its field.</summary>
public static class ListQueryReader
{
    /// <summary>Parameters that are no fields of a filter.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["filter", "search", "sort", "group", "from", "to", "newSince", "newSinceVersion", "limit", "cursor"];

    /// <summary>Null with all faults when it is no query.</summary>
    public static ListQuery? Read(
        IEnumerable<KeyValuePair<string, string>> named, QueryTarget target, DateTimeOffset now, out IReadOnlyList<QueryFault> faults)
    {
        var found = new List<QueryFault>();
        var terms = new List<KeyValuePair<string, string>>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in named)
        {
            if (name == "filter" && value.Length > QueryLimits.FilterCharsMax) found.Add(new QueryFault(name, $"is longer than {QueryLimits.FilterCharsMax} characters"));
            else if (name == "filter") terms.AddRange(FilterText.Split(value, found));
            // An empty form field is one that nobody filled in.
            else if (value.Length == 0 && FilterField.Find(name, target) is not null || name == "search" && value.Length == 0) continue;
            else if (name == "search" || !Parameters.Contains(name)) terms.Add(new(name, value));
            else if (value.Length > 0 && !values.TryAdd(name, value)) found.Add(new QueryFault(name, "is given twice"));
        }

        var filter = QueryFilter.Read(terms, target, found);
        var (sort, isReversed) = Sort(values, target, found);
        var query = new ListQuery(target, filter, sort, isReversed, Limit(values, found))
        {
            Group = Group(values, target, found),
            From = Time("from", values, now, found),
            To = Time("to", values, now, found),
            NewSince = Time("newSince", values, now, found),
            NewSinceVersion = Version(values, target, found),
        };
        Ranges(query, now, found);
        if (values.TryGetValue("cursor", out var cursor))
        {
            var after = SortKey.FromCursor(cursor, query.SortText);
            if (after is null) found.Add(new QueryFault("cursor", "is none of this sort: take nextCursor of the page before as it is, with the same sort and group"));
            query = query with { After = after };
        }

        faults = found;
        return found.Count == 0 ? query : null;
    }

    private static (SortOrder, bool) Sort(Dictionary<string, string> values, QueryTarget target, List<QueryFault> faults)
    {
        if (!values.TryGetValue("sort", out var text)) return (SortOrder.Usual(target), false);
        var isReversed = text.StartsWith('-');
        if (SortOrder.Find(isReversed ? text[1..] : text, target) is { } sort) return (sort, isReversed);
        faults.Add(new QueryFault("sort", $"is one of {SortOrder.Names(target)}; a '-' before it turns it round"));
        return (SortOrder.Usual(target), false);
    }

    private static FilterField? Group(Dictionary<string, string> values, QueryTarget target, List<QueryFault> faults)
    {
        if (!values.TryGetValue("group", out var text)) return null;
        var field = target is QueryTarget.Findings or QueryTarget.Processes ? FilterField.Find(text, target) : null;
        if (field is null)
            faults.Add(new QueryFault("group", target is QueryTarget.Findings or QueryTarget.Processes ? $"is one of {FilterField.Names(target)}" : "is for findings and processes: this answer is grouped already"));
        return field;
    }

    private static int Limit(Dictionary<string, string> values, List<QueryFault> faults)
    {
        if (!values.TryGetValue("limit", out var text)) return QueryLimits.LimitUsual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= QueryLimits.LimitMax) return limit;
        faults.Add(new QueryFault("limit", $"is a number from 1 to {QueryLimits.LimitMax}"));
        return QueryLimits.LimitUsual;
    }

    private static DateTimeOffset? Time(string name, Dictionary<string, string> values, DateTimeOffset now, List<QueryFault> faults)
    {
        if (!values.TryGetValue(name, out var text)) return null;
        if (TimeText.TryParse(text, now, out var time)) return time;
        faults.Add(new QueryFault(name, TimeText.Expected));
        return null;
    }

    private static string Version(Dictionary<string, string> values, QueryTarget target, List<QueryFault> faults)
    {
        if (!values.TryGetValue("newSinceVersion", out var version)) return "";
        if (target != QueryTarget.Findings) faults.Add(new QueryFault("newSinceVersion", "is for findings"));
        else if (version.Length > QueryLimits.PatternCharsMax) faults.Add(new QueryFault("newSinceVersion", $"is longer than {QueryLimits.PatternCharsMax} characters"));
        return version;
    }

    private static void Ranges(ListQuery query, DateTimeOffset now, List<QueryFault> faults)
    {
        if (query.From is { } from && query.To is { } to && from > to) faults.Add(new QueryFault("from", "is after 'to': the range is empty"));
        if (query.From > now) faults.Add(new QueryFault("from", "is in the future: nothing is known of it yet"));
        if (query.NewSince > now) faults.Add(new QueryFault("newSince", "is in the future: nothing is known of it yet"));
    }
}
