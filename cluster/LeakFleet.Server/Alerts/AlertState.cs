using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Server.Alerts;

/// <summary>What of the alerts outlives the process.</summary>
/// <param name="Unposted">Decided and perhaps not handed to the receivers' queues yet: posted again after a crash, where those that are known are dropped.</param>
internal sealed record AlertState(
    int Version, DateTimeOffset SteppedAt, IReadOnlyList<Alert> Alerts, IReadOnlyList<AlertEvent> Unposted, IReadOnlyList<Silence> Silences)
{
    public const int CurrentVersion = 1;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, AlertJson.Default.AlertState);

    /// <summary>Null for bytes that are damaged or of another version.</summary>
    public static AlertState? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, AlertJson.Default.AlertState) is { Version: CurrentVersion } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AlertState))]
[JsonSerializable(typeof(AlertNotice))]
internal sealed partial class AlertJson : JsonSerializerContext;
