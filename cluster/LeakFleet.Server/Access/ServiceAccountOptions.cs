namespace LeakFleet.Server.Access;

/// <summary>Agents that show the token which Kubernetes gives their pod.</summary>
public sealed class ServiceAccountOptions
{
    internal const string PodFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Ask the API server about each token (TokenReview) instead of checking its signature here. Notices at once that a pod is gone.</summary>
    public bool Review { get; set; }

    /// <summary>Address of the API server.</summary>
    public string ApiServer { get; set; } = "https://kubernetes.default.svc";

    /// <summary>The tokens' <c>iss</c>; null takes what the API server says.</summary>
    public string? Issuer { get; set; }

    /// <summary>What the tokens' <c>aud</c> must hold: the one that the agents' token volume asks for.</summary>
    public string Audience { get; set; } = "leakfleet";

    /// <summary>Authority of the API server's certificate.</summary>
    public string Ca { get; set; } = PodFolder + "/ca.crt";

    /// <summary>Token this server shows to the API server; null shows none.</summary>
    public string? Token { get; set; } = PodFolder + "/token";

    /// <summary>Service accounts that are agents, as <c>namespace/name</c>.</summary>
    public IReadOnlyList<string> Allowed { get; set; } = [];

    internal IEnumerable<string> Validate()
    {
        if (!Addresses.IsSafe(ApiServer)) yield return $"serviceAccounts.apiServer: '{ApiServer}' is not an https address";
        if (Audience.Length == 0) yield return "serviceAccounts.audience: without one, tokens for other programs would be taken";
        if (Allowed.Count == 0) yield return "serviceAccounts.allowed: names no service account";
        foreach (var account in Allowed)
            if (account.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]) yield return $"serviceAccounts.allowed: '{account}' is not namespace/name";
        if (ReloadedFile.Read(Ca, Certificates.ParseTrusted).Fault is { } ca) yield return $"serviceAccounts.ca: {ca}";
        if (Token is not null && ReloadedFile.Read(Token, Bearer.Parse).Fault is { } token) yield return $"serviceAccounts.token: {token}";
    }
}
