using System.Text.Json.Serialization;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Delivery;

/// <summary>What a webhook gets.</summary>
/// <param name="Version">Raised when a field changes its meaning; new fields may come without.</param>
internal sealed record WebhookMessage(int Version, string Id, DateTimeOffset At)
{
    public const int CurrentVersion = 1;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlertNotice? Alert { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Report? Report { get; init; }

    /// <summary>What the next report compares with stays here: bodies have limits.</summary>
    public static WebhookMessage Of(Notice notice, Report? report) =>
        new(CurrentVersion, notice.Id, notice.At) { Alert = notice.Alert, Report = report is null ? null : report with { Open = null } };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
