namespace LeakFleet.Server.Alerts;

/// <summary>While it lasts, nobody is told of the alerts that match; they are judged and shown all the same.</summary>
/// <param name="Match">A filter as for routes.</param>
public sealed record Silence(string Id, string Match, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Comment);
