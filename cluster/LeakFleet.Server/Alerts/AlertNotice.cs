namespace LeakFleet.Server.Alerts;

/// <summary>What a receiver is told; its JSON form is the contract of the webhook.</summary>
/// <param name="Event"><c>firing</c>, <c>repeat</c> or <c>resolved</c>.</param>
/// <param name="EndsAt">Null while it fires.</param>
public sealed record AlertNotice(
    string Event, string AlertId, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, AlertFacts Finding, IReadOnlyDictionary<string, string> Labels);
