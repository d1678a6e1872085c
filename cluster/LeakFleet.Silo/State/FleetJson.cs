using System.Text.Json;
using System.Text.Json.Serialization;
using LeakFleet.Detection;

namespace LeakFleet.Silo.State;

/// <summary>
/// The records of the fleet as silos send them to each other: by the names of their properties, so that one version reads what another wrote; what is missing has its
/// default, what is unknown is skipped.
/// </summary>
internal static class FleetJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new TypeLevelsConverter() },
    };

    /// <summary>Which types are sent so: ours without a serializer of their own.</summary>
    public static bool Covers(Type type) =>
        type.Namespace is "LeakFleet.Fleet" or "LeakFleet.Detection" or "LeakFleet.Protocol" or "LeakFleet.Server.Ingest" or "LeakFleet.Server.Rounds" && !type.IsEnum;

    private sealed class TypeLevelsConverter : JsonConverter<TypeLevels>
    {
        public override TypeLevels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var levels = JsonSerializer.Deserialize<Levels>(ref reader, options);
            return TypeLevels.Of(levels?.Types ?? [], levels?.Values ?? []) ?? throw new JsonException("levels without types");
        }

        public override void Write(Utf8JsonWriter writer, TypeLevels value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Levels([.. value.Types], [.. value.Values]), options);
    }

    private sealed record Levels(ulong[] Types, float[] Values);
}
