using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeakFleet.Server.Tests.Api;

/// <summary>As much of JSON Schema as the API's document uses. A field that the document does not name is a fault too: it is undocumented.</summary>
internal static class JsonShape
{
    public static void Check(JsonNode? value, JsonNode schema, JsonNode document, string at, List<string> faults)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            var found = reference.Split('/')[1..].Aggregate<string, JsonNode?>(document, (node, part) => node is JsonArray parts ? parts[int.Parse(part, null)] : node?[part]);
            Check(value, found ?? throw new InvalidDataException($"{reference} leads nowhere"), document, at, faults);
            return;
        }

        if (schema["oneOf"]?.AsArray() is { } choices)
        {
            var fitting = choices.Count(choice =>
            {
                var own = new List<string>();
                Check(value, choice!, document, at, own);
                return own.Count == 0;
            });
            if (fitting != 1) faults.Add($"{at}: fits {fitting} of {choices.Count} schemas");
            return;
        }

        if (schema["type"] is { } type && !IsOf(value, type)) faults.Add($"{at}: is {value?.GetValueKind().ToString() ?? "null"}, not {type.ToJsonString()}");
        if (value is JsonArray items && schema["items"] is { } item)
            for (var i = 0; i < items.Count; i++) Check(items[i], item, document, $"{at}[{i}]", faults);
        if (value is not JsonObject fields) return;
        foreach (var name in schema["required"]?.AsArray().Select(n => n!.GetValue<string>()) ?? [])
            if (!fields.ContainsKey(name)) faults.Add($"{at}.{name}: is missing");
        foreach (var (name, member) in fields)
        {
            if ((schema["properties"]?[name] ?? schema["additionalProperties"]) is { } of) Check(member, of, document, $"{at}.{name}", faults);
            else faults.Add($"{at}.{name}: is not in the document");
        }
    }

    private static bool IsOf(JsonNode? value, JsonNode type)
    {
        var names = type is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [type.GetValue<string>()];
        return names.Any(name => (value?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            JsonValueKind.Null => name == "null",
            JsonValueKind.String => name == "string",
            JsonValueKind.Number => name is "number" || name == "integer" && value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-'),
            JsonValueKind.True or JsonValueKind.False => name == "boolean",
            JsonValueKind.Array => name == "array",
            _ => name == "object",
        });
    }
}
