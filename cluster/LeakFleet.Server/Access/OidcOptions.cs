namespace LeakFleet.Server.Access;

/// <summary>Users who bring a token (JWT, RS256 or ES256) of an OpenID Connect provider.</summary>
public sealed class OidcOptions
{
    /// <summary>As the tokens' <c>iss</c> says it, and where the provider describes itself.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What the tokens' <c>aud</c> must hold.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Address of the provider's keys; null asks the provider's own description for it.</summary>
    public string? JwksUri { get; set; }

    /// <summary>PEM file of the authorities that the provider's certificate may come from; null trusts those of the system.</summary>
    public string? Ca { get; set; }

    /// <summary>Claim that holds a user's roles or groups.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Values of that claim that may read.</summary>
    public IReadOnlyList<string> Readers { get; set; } = [];

    /// <summary>Values of that claim that may change things too.</summary>
    public IReadOnlyList<string> Admins { get; set; } = [];

    internal IEnumerable<string> Validate()
    {
        if (!Addresses.IsSafe(Issuer)) yield return $"oidc.issuer: '{Issuer}' is not an https address";
        if (JwksUri is not null && !Addresses.IsSafe(JwksUri)) yield return $"oidc.jwksUri: '{JwksUri}' is not an https address";
        if (Audience.Length == 0) yield return "oidc.audience: without one, tokens for other programs would be taken";
        if (RoleClaim.Length == 0) yield return "oidc.roleClaim: is empty";
        if (Readers.Count == 0 && Admins.Count == 0) yield return "oidc: neither readers nor admins name anybody";
        if (Ca is not null && ReloadedFile.Read(Ca, Certificates.ParseTrusted).Fault is { } fault) yield return $"oidc.ca: {fault}";
    }
}
