using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeakFleet.Agent.Retention.Evidence;

namespace LeakFleet.Cli.Retention;

/// <summary>Evidence, graphs and lists as JSON.</summary>
[JsonSerializable(typeof(RetentionEvidence))]
[JsonSerializable(typeof(ObjectGraph))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(RootReport))]
internal sealed partial class RetentionJson : JsonSerializerContext
{
    public static RetentionJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
