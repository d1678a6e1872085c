using LeakFleet.Fleet;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>Finds words everywhere: the first few of each kind, with links to all.</summary>
internal sealed class SearchPageLoader(IFleet fleet, TimeProvider clock)
{
    private const int ShownMax = 8;
    private const int CharsMax = 200;

    public async Task<SearchPageModel> Load(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var words = context.Request.Query["q"].ToString().Trim();
        if (words.Length > CharsMax) words = words[..CharsMax];
        var frame = PageFrame.Of(context, "", clock, isLive: false);
        if (Query(QueryTarget.Findings, words) is not { } findings) return new SearchPageModel(frame, words, [], [], [], []);
        var found = await fleet.Findings(findings, cancellation);
        return new SearchPageModel(
            frame, words,
            [.. found.Items.Select((f, i) => new FindingCardModel($"finding-{i + 1}", f, null))],
            (await fleet.Services(Query(QueryTarget.Services, words)!, cancellation)).Items,
            (await fleet.Types(Query(QueryTarget.Types, words)!, cancellation)).Items,
            await ProcessRows.Load(fleet, (await fleet.Processes(Query(QueryTarget.Processes, words)!, cancellation)).Items, cancellation));
    }

    /// <summary>Null when nothing is searched for.</summary>
    private ListQuery? Query(QueryTarget target, string words)
    {
        var named = new List<KeyValuePair<string, string>> { new("search", words) };
        // What was resolved is found as well: somebody looks for it.
        if (target == QueryTarget.Findings) named.Add(new("state", "*"));
        return words.Length == 0 ? null : ListQueryReader.Read(named, target, clock.GetUtcNow(), out _) is { } query ? query with { Limit = ShownMax } : null;
    }
}
