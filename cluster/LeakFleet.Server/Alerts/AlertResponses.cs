using System.Text.Json.Serialization;

namespace LeakFleet.Server.Alerts;

/// <param name="StoreFault">Why alerts are kept in memory only; null while they are stored.</param>
/// <param name="RoundFault">Why the alerts are those of an earlier round; null while each sees the whole fleet.</param>
internal sealed record AlertsResponse(DateTimeOffset At, IReadOnlyList<AlertResponse> Alerts, string? StoreFault, string? RoundFault);

/// <param name="Phase"><c>pending</c>, <c>firing</c> or <c>resolved</c>.</param>
/// <param name="MissingSince">Seen to be gone since then, and not for long enough to be resolved.</param>
/// <param name="Told">Receivers that were told of this episode.</param>
internal sealed record AlertResponse(
    string Id,
    string Phase,
    DateTimeOffset PhaseSince,
    DateTimeOffset? FiringSince,
    DateTimeOffset? MissingSince,
    bool Silenced,
    string Service,
    string Fingerprint,
    string Kind,
    string Type,
    string Sentence,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<string> Told);

internal sealed record SilencesResponse(DateTimeOffset At, IReadOnlyList<SilenceResponse> Silences);

internal sealed record SilenceResponse(string Id, string Match, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Comment);

/// <param name="Match">A filter over findings.</param>
/// <param name="Duration">Such as <c>2h</c>.</param>
internal sealed record SilenceRequest(string? Match, string? Duration, string? Comment);

internal sealed record ReceiversResponse(DateTimeOffset At, IReadOnlyList<ReceiverResponse> Receivers);

/// <param name="Dropped">Notices given up because too many waited.</param>
/// <param name="StoreFault">Why what waits is kept in memory only; null while it is stored.</param>
internal sealed record ReceiverResponse(
    string Receiver,
    string Type,
    string Target,
    int Queued,
    DateTimeOffset? OldestQueuedAt,
    long Delivered,
    long Failed,
    long Dropped,
    DateTimeOffset? LastDeliveredAt,
    string? LastFault,
    string? StoreFault,
    IReadOnlyList<DeadLetterResponse> DeadLetters);

internal sealed record DeadLetterResponse(string Id, DateTimeOffset NoticeAt, DateTimeOffset GivenUpAt, int Attempts, string Fault);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AlertsResponse))]
[JsonSerializable(typeof(SilencesResponse))]
[JsonSerializable(typeof(SilenceRequest))]
[JsonSerializable(typeof(ReceiversResponse))]
internal sealed partial class AlertApiJson : JsonSerializerContext;
