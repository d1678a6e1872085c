using System.Text.Json.Serialization;
using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Delivery;

/// <summary>One thing that is told to one receiver.</summary>
/// <param name="Id">Equal when the same thing is told again: a receiver that saw it may drop it.</param>
/// <param name="Key">What it is about. Notices about the same are sent in order.</param>
public sealed record Notice(string Id, string Key, DateTimeOffset At)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlertNotice? Alert { get; init; }

    /// <summary>The report to send, which is read when it is sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReportId { get; init; }
}
