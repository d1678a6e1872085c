using System.Globalization;
using System.Text.Json.Serialization;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Alerts;

/// <summary>An alert as Alertmanager's API version 2 takes it (<c>postableAlert</c> of its openapi.yaml).</summary>
internal sealed record AlertmanagerAlert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    [property: JsonPropertyName("generatorURL"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GeneratorUrl)
{
    public const string AlertName = "LeakFleetFinding";

    /// <summary>They identify the alert, so nothing that changes while a leak goes on is among them.</summary>
    public static IReadOnlySet<string> OwnLabels { get; } = new HashSet<string>(StringComparer.Ordinal) { "alertname", "service", "kind", "type", "fingerprint" };

    /// <param name="firesUntil">Until when Alertmanager takes it for firing, unless it hears again.</param>
    public static AlertmanagerAlert Of(Alert alert, DateTimeOffset firesUntil, Uri? externalUrl)
    {
        var facts = alert.Facts;
        var identity = alert.Identity ?? AlertIdentity.Of(facts);
        var labels = new Dictionary<string, string>(alert.Labels, StringComparer.Ordinal)
        {
            ["alertname"] = AlertName,
            ["service"] = Printable.Show(facts.Service),
            ["kind"] = identity.Kind,
            ["fingerprint"] = identity.Fingerprint,
        };
        if (identity.Type.Length > 0) labels["type"] = identity.Type;
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["summary"] = facts.Sentence,
            ["replicas"] = facts.ReplicasAffected.ToString(CultureInfo.InvariantCulture),
            ["since"] = facts.SinceAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        if (facts.Versions.Count > 0) annotations["versions"] = string.Join(", ", facts.Versions);
        if (facts.FirstVersion.Length > 0) annotations["first_version"] = facts.FirstVersion;
        if (facts.BytesPerHour is { } rate) annotations["growth"] = Quantity.BytesPerHour(rate);
        if (facts.HoursToLimit is { } hours) annotations["memory_limit_in"] = Quantity.Hours(hours);
        var endsAt = alert.Phase == AlertPhase.Resolved ? alert.PhaseSince : firesUntil;
        return new AlertmanagerAlert(labels, annotations, alert.FiringSince ?? alert.PhaseSince, endsAt, FindingLink.Of(externalUrl, facts.Service, facts.Fingerprint));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<AlertmanagerAlert>))]
internal sealed partial class AlertmanagerJson : JsonSerializerContext;
