namespace LeakFleet.Fleet;

/// <summary>Cuts a page out of what matches.</summary>
internal static class Paging
{
    /// <summary>The first items after the query's cursor. Only as many as a page holds are ever kept in order, and only what may be among them gets its identity made.</summary>
    public static ResultPage<T> Page<T>(IEnumerable<T> matching, ListQuery query, Func<T, string, SortKey> placeOf, Func<T, string> idOf, IReadOnlyList<PartialReason> partial)
    {
        var direction = query.IsReversed ? -1 : 1;
        var comparer = Comparer<SortKey>.Create((a, b) => direction * a.CompareTo(b));
        var furthestFirst = Comparer<SortKey>.Create((a, b) => comparer.Compare(b, a));
        var kept = new PriorityQueue<T, SortKey>(furthestFirst);
        var total = 0;
        foreach (var item in matching)
        {
            total++;
            var place = placeOf(item, query.Sort.Name);
            if (kept.Count > query.Limit && kept.TryPeek(out _, out var furthest) && direction * place.ComparePlace(furthest) > 0) continue;
            var key = place with { Id = idOf(item) };
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
    public static ResultPage<T> Join<T>(IReadOnlyList<ResultPage<T>> pages, ListQuery query, Func<T, string, SortKey> placeOf, Func<T, string> idOf)
    {
        var joined = Page(pages.SelectMany(p => p.Items), query, placeOf, idOf, [.. pages.SelectMany(p => p.Partial).Distinct()]);
        // A part with more behind its page fills a page by itself, so that the joined one is cut exactly where it must be.
        return joined with { Total = pages.Sum(p => p.Total), NextCursor = joined.NextCursor ?? Cursor(pages, joined, query, placeOf, idOf) };
    }

    private static string? Cursor<T>(IReadOnlyList<ResultPage<T>> pages, ResultPage<T> joined, ListQuery query, Func<T, string, SortKey> placeOf, Func<T, string> idOf) =>
        joined.Items.Count > 0 && pages.Any(p => p.NextCursor is not null) ? (placeOf(joined.Items[^1], query.Sort.Name) with { Id = idOf(joined.Items[^1]) }).ToCursor(query.SortText) : null;
}
