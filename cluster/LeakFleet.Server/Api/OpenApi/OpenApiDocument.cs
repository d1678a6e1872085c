using System.Text;
using System.Text.Json.Nodes;

namespace LeakFleet.Server.Api;

/// <summary>
/// The API described by OpenAPI 3.1, made from what answers and checks: schemas from the JSON contract, parameters from the fields and sorts of queries. A
/// description written beside them would be another one within a month.
/// </summary>
internal static class OpenApiDocument
{
    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Build().ToJsonString());

    private static JsonObject Build()
    {
        var paths = new JsonObject();
        foreach (var path in OpenApiOperations.All.GroupBy(o => o.Path, StringComparer.Ordinal))
            paths[path.Key] = new JsonObject(path.Select(o => KeyValuePair.Create<string, JsonNode?>(o.Method, o.ToJson())));
        var schemas = new JsonObject();
        foreach (var type in OpenApiOperations.All.SelectMany(o => o.Types).Append(ServerJson.Default.ProblemResponse).DistinctBy(OpenApiSchemas.Name)) schemas[OpenApiSchemas.Name(type)] = OpenApiSchemas.Of(type);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "LeakFleet query API",
                ["version"] = ServerVersion.Text,
                ["description"] = "What leaks, where, since when, how fast. Units are in the names: bytes, bytesPerHour, hours, milliseconds; times are RFC 3339 instants; "
                    + "null is 'not known'. An answer that reached a bound says so in 'partial'. Fields may be added.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }
}
