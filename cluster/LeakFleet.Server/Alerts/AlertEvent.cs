namespace LeakFleet.Server.Alerts;

/// <summary>Something to tell one receiver.</summary>
/// <param name="Id">Equal when it is told again after a crash.</param>
/// <param name="What"><c>firing</c>, <c>repeat</c> or <c>resolved</c>.</param>
internal sealed record AlertEvent(string Id, string AlertId, string Receiver, string What, DateTimeOffset At, AlertNotice Notice);
