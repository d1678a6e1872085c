using System.Text.Json.Nodes;
using LeakFleet.Fleet;

namespace LeakFleet.Server.Api;

/// <summary>The parameters of addresses, from what reads them.</summary>
internal static class OpenApiParameters
{
    public static IEnumerable<JsonObject> OfList(QueryTarget target)
    {
        foreach (var field in FilterField.Of(target))
            yield return Many(field.Name, $"Only this {field.Meaning}: {Values(field)}. Named twice either matches; '{field.Name}!' excludes", field.Values);
        yield return Query("filter", "The same as one text, with labels: service=checkout label.team=payments node!=node-7. A label is also a parameter of its own, label.NAME");
        yield return Query("search", "Words that must all occur somewhere, in whatever case");
        yield return Query("sort", "A '-' before it turns it round. " + string.Join("; ", SortOrder.Of(target).Select(s => $"{s.Name}: {s.Meaning}")), [.. SortOrder.Of(target).SelectMany(s => (string[])[s.Name, "-" + s.Name])]);
        if (target is QueryTarget.Findings or QueryTarget.Processes) yield return Query("group", "Count by the values of this field in place of listing: " + FilterField.Names(target));
        foreach (var parameter in Range()) yield return parameter;
        yield return Query("newSince", target == QueryTarget.Findings ? "Only what came into its state since then" : "Only processes that started since then");
        if (target == QueryTarget.Findings) yield return Query("newSinceVersion", "Only what came with this version or a later one");
        yield return new JsonObject
        {
            ["name"] = "limit",
            ["in"] = "query",
            ["description"] = "Rows on a page",
            ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = QueryLimits.LimitMax, ["default"] = QueryLimits.LimitUsual },
        };
        yield return Query("cursor", "nextCursor of the page before. What does not move meanwhile is neither repeated nor left out");
    }

    public static IEnumerable<JsonObject> Range() =>
    [
        Query("from", "From then on: an RFC 3339 instant, a date, or how long ago (30m, 24h, 7d)"),
        Query("to", "Up to then, in the same way"),
    ];

    public static JsonObject Format() => Query("format", "Form of the answer; Accept: text/csv does the same", ["json", "csv"]);

    public static JsonObject Key() => Path("key", "node~boot~pid~start, as the list of processes names it");

    public static JsonObject Path(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    public static JsonObject Query(string name, string description, IReadOnlyList<string>? values = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (values is not null) schema["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        return new JsonObject { ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = schema };
    }

    private static JsonObject Many(string name, string description, IReadOnlyList<string>? values)
    {
        var parameter = Query(name, description);
        parameter["schema"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };
        if (values is not null) parameter["schema"]!["items"]!["examples"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        return parameter;
    }

    private static string Values(FilterField field) => field.Values is { } values ? string.Join(", ", values) : "a full name, or a wildcard with * and ?";
}
