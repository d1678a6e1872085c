using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Server.Delivery;

/// <summary>What of a queue outlives the process.</summary>
internal sealed record DeliveryState(
    int Version, IReadOnlyList<QueuedNotice> Queued, IReadOnlyList<DeadLetter> DeadLetters, IReadOnlyList<string> Delivered, long DroppedCount)
{
    public const int CurrentVersion = 1;

    public static DeliveryState Empty { get; } = new(CurrentVersion, [], [], [], 0);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DeliveryJson.Default.DeliveryState);

    /// <summary>Null for bytes that are damaged or of another version.</summary>
    public static DeliveryState? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, DeliveryJson.Default.DeliveryState) is { Version: CurrentVersion, Queued: not null, DeadLetters: not null, Delivered: not null } state
                ? state
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DeliveryState))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
