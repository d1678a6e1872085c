using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Api;

/// <summary>Schemas of answers, from the contract that writes them. Every field is always there, null where it is not known.</summary>
internal static class OpenApiSchemas
{
    private static readonly (string Ending, string Unit)[] Units =
    [
        ("BytesPerHour", "bytes an hour"), ("BytesPerHourLow", "bytes an hour, lower end of the 95 % interval"), ("BytesPerHourHigh", "bytes an hour, upper end of the 95 % interval"),
        ("InstancesPerHour", "objects an hour"), ("HoursToLimitLow", "hours, lower end of the 80 % interval"), ("HoursToLimitHigh", "hours, upper end of the 80 % interval; null when it may never be"),
        ("HoursToLimit", "hours"), ("Hours", "hours"), ("Bytes", "bytes"), ("BytesAfter", "bytes"), ("Milliseconds", "milliseconds"), ("Microseconds", "microseconds"), ("Ratio", "0 to 1"),
    ];

    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    public static string Name(JsonTypeInfo type) => type.Type.Name;

    public static JsonNode Of(JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(Options);
        Rebase(schema, $"#/components/schemas/{Name(type)}");
        return schema;
    }

    /// <summary>A type that occurs twice is a pointer into the schema, which is a part of the document here.</summary>
    private static void Rebase(JsonNode? node, string root)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Rebase(item, root);
        }
        else if (node is JsonObject found)
        {
            if (found["$ref"]?.GetValue<string>() is { } reference) found["$ref"] = root + reference.TrimStart('#');
            foreach (var (name, member) in found.ToList())
                if (name != "$ref") Rebase(member, root);
        }
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject found) return schema;
        if (context.PropertyInfo is { } property && Unit(property.Name) is { } unit) found["description"] = unit;
        if (found["properties"] is not JsonObject properties) return schema;
        found["required"] = new JsonArray([.. properties.Select(p => p.Key).Where(name => !MayBeLeftOut(context.TypeInfo.Type, name)).Select(name => JsonValue.Create(name))]);
        return schema;
    }

    /// <summary>Of what is answered only the errors of a problem, where there are none; of what is sent all that has a default.</summary>
    private static bool MayBeLeftOut(Type type, string name) =>
        (type == typeof(ProblemResponse) && name == "errors") || (type == typeof(SilenceRequest) && name != "match");

    private static string? Unit(string name)
    {
        foreach (var (ending, unit) in Units)
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return unit;
        return null;
    }
}
