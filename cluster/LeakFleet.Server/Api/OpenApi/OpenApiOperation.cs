using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LeakFleet.Server.Api;

/// <summary>One method of one address.</summary>
/// <param name="Status">Of the answer when all goes well.</param>
internal sealed record OpenApiOperation(string Method, string Path, string Summary, string Status = "200")
{
    public IEnumerable<JsonObject> Parameters { get; init; } = [];

    /// <summary>What is sent with it, as JSON; null for nothing.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>What is answered as JSON, one of them; empty for nothing.</summary>
    public IReadOnlyList<JsonTypeInfo> Answers { get; init; } = [];

    /// <summary>Other forms of the answer, which are text.</summary>
    public IReadOnlyList<string> TextTypes { get; init; } = [];

    /// <summary>With <c>format</c>, or the Accept header.</summary>
    public bool IsTable { get; init; }

    public IEnumerable<JsonTypeInfo> Types => Body is null ? Answers : Answers.Append(Body);

    public JsonObject ToJson()
    {
        var operation = new JsonObject
        {
            ["summary"] = Summary,
            ["parameters"] = new JsonArray([.. IsTable ? Parameters.Append(OpenApiParameters.Format()) : Parameters]),
        };
        if (Body is not null) operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(Reference(Body)) };
        operation["responses"] = new JsonObject { [Status] = Answer(), ["4XX"] = Problem() };
        return operation;
    }

    private JsonObject Answer()
    {
        var content = Answers switch
        {
            [] => new JsonObject(),
            [var one] => Json(Reference(one)),
            _ => Json(new JsonObject { ["oneOf"] = new JsonArray([.. Answers.Select(Reference)]) }),
        };
        foreach (var type in IsTable ? TextTypes.Append("text/csv") : TextTypes) content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        var answer = new JsonObject { ["description"] = Answers.Count > 0 ? "The answer" : "Done" };
        if (content.Count > 0) answer["content"] = content;
        return answer;
    }

    private static JsonObject Problem() => new()
    {
        ["description"] = "Why not, RFC 9457; 'errors' names every field that is at fault",
        ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference(ServerJson.Default.ProblemResponse) } },
    };

    private static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Reference(JsonTypeInfo type) => new() { ["$ref"] = $"#/components/schemas/{OpenApiSchemas.Name(type)}" };
}
