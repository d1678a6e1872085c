using LeakFleet.Fleet;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>The question behind a list: as a link that can be shared, and as what can be changed about it.</summary>
/// <param name="Path">Of the page.</param>
/// <param name="Faults">Why the address is no question; then the usual one was answered.</param>
/// <param name="Total">What matches, on this page or not.</param>
public sealed record ListModel(string Path, ListQuery Query, IReadOnlyList<QueryFault> Faults, int Total, int Shown, string? NextCursor, IReadOnlyList<PartialReason> Partial, bool IsPaused)
{
    public static (ListQuery Query, IReadOnlyList<QueryFault> Faults) Read(HttpContext context, QueryTarget target, int limit, DateTimeOffset now)
    {
        var named = context.Request.Query.Where(p => p.Key is not ("live" or "limit")).SelectMany(p => p.Value.Select(v => new KeyValuePair<string, string>(p.Key, v ?? ""))).ToList();
        var query = ListQueryReader.Read(named, target, now, out var faults);
        return ((query ?? ListQuery.All(target)) with { Limit = limit, Group = null }, faults);
    }

    public static ListModel Of<T>(HttpContext context, ListQuery query, IReadOnlyList<QueryFault> faults, ResultPage<T> page) =>
        new(context.Request.Path.Value ?? "/", query, faults, page.Total, page.Items.Count, page.NextCursor, page.Partial, context.Request.Query["live"] == "off");

    /// <summary>The filter as people type it.</summary>
    public string FilterText => Query.Filter.ToString();

    public string Next => Href([.. Parameters(), new("cursor", NextCursor)]);

    public string First => Href(Parameters());

    public string Without(FilterTerm term) => Href(Parameters().Where(p => p.Key != term.ParameterName || p.Value != term.Pattern.Text));

    public string WithoutWords => Href(Parameters().Where(p => p.Key != "search"));

    public string SortedBy(string sort) => Href([.. Parameters().Where(p => p.Key != "sort"), new("sort", sort)]);

    private IEnumerable<KeyValuePair<string, string?>> Parameters()
    {
        var parameters = (Query with { After = null, Limit = QueryLimits.LimitUsual }).ToParameters().Select(p => new KeyValuePair<string, string?>(p.Key, p.Value));
        return IsPaused ? parameters.Append(new("live", "off")) : parameters;
    }

    private string Href(IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        var query = QueryString.Create(parameters);
        return Path + (query.HasValue ? query.Value : "");
    }
}
