using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeakFleet.Agent.Retention.Evidence;

namespace LeakFleet.Cli.Retention;

/// <summary>Evidence, graphs and lists as JSON.</summary>
[JsonSerializable(typeof(RetentionEvidence))]
[JsonSerializable(typeof(ObjectGraph))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(HandleReport))]
[JsonSerializable(typeof(FinalizerReport))]
internal sealed partial class RetentionJson : JsonSerializerContext
{
    public static RetentionJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new AddressConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>As 'leakfleet refs' takes them; and numbers of 64 bits lose their last ones in many readers.</summary>
    private sealed class AddressConverter : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ulong.Parse(reader.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) => writer.WriteStringValue($"0x{value:x}");
    }
}
