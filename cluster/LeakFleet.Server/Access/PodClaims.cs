using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace LeakFleet.Server.Access;

/// <summary>What a service-account token says of its pod.</summary>
internal static class PodClaims
{
    /// <summary>The node its pod runs on, which tokens name since Kubernetes 1.30; null in older ones.</summary>
    public static string? Node(JsonWebToken token) =>
        token.TryGetPayloadValue<JsonElement>("kubernetes.io", out var kubernetes) && kubernetes.ValueKind == JsonValueKind.Object
        && kubernetes.TryGetProperty("node", out var node) && node.ValueKind == JsonValueKind.Object
        && node.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
}
