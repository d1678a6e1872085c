namespace LeakFleet.Fleet;

/// <summary>Cuts a page out of what matches.</summary>
internal static class Paging
{
    /// <summary>The first items after the query's cursor. Only as many as a page holds are ever kept in order.</summary>
    public static ResultPage<T> Page<T>(IEnumerable<T> matching, ListQuery query, Func<T, string, SortKey> keyOf, IReadOnlyList<PartialReason> partial)
    {
        var comparer = Comparer<SortKey>.Create(query.IsReversed ? static (a, b) => b.CompareTo(a) : static (a, b) => a.CompareTo(b));
        var furthestFirst = Comparer<SortKey>.Create((a, b) => comparer.Compare(b, a));
        var kept = new PriorityQueue<T, SortKey>(furthestFirst);
        var total = 0;
        foreach (var item in matching)
        {
            total++;
            var key = keyOf(item, query.Sort.Name);
            if (query.After is { } after && comparer.Compare(key, after) <= 0) continue;
            if (kept.Count <= query.Limit) kept.Enqueue(item, key);
            // The furthest one goes: mostly the new one at once.
            else kept.EnqueueDequeue(item, key);
        }

        var page = new List<(T Item, SortKey Key)>(kept.Count);
        while (kept.TryDequeue(out var item, out var key)) page.Add((item, key));
        page.Reverse();
        var hasMore = page.Count > query.Limit;
        if (hasMore) page.RemoveAt(page.Count - 1);
        return new ResultPage<T>([.. page.Select(p => p.Item)], total, hasMore ? page[^1].Key.ToCursor(query.SortText) : null, partial);
    }

    /// <summary>One page of those of several parts, each of which was asked the same question.</summary>
    public static ResultPage<T> Join<T>(IReadOnlyList<ResultPage<T>> pages, ListQuery query, Func<T, string, SortKey> keyOf)
    {
        var joined = Page(pages.SelectMany(p => p.Items), query, keyOf, [.. pages.SelectMany(p => p.Partial).Distinct()]);
        // A part with more behind its page fills a page by itself, so that the joined one is cut exactly where it must be.
        return joined with { Total = pages.Sum(p => p.Total), NextCursor = joined.NextCursor ?? Cursor(pages, joined, query, keyOf) };
    }

    private static string? Cursor<T>(IReadOnlyList<ResultPage<T>> pages, ResultPage<T> joined, ListQuery query, Func<T, string, SortKey> keyOf) =>
        joined.Items.Count > 0 && pages.Any(p => p.NextCursor is not null) ? keyOf(joined.Items[^1], query.Sort.Name).ToCursor(query.SortText) : null;
}
