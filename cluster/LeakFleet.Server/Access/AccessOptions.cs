namespace LeakFleet.Server.Access;

/// <summary>
/// Who may use a server that others can reach, as its access file says (<see cref="AccessFile"/>). Secrets are named by file, so that they can be
/// replaced while the server runs, and so that this text may be shown to anybody.
/// </summary>
public sealed class AccessOptions
{
    /// <summary>Certificate and key of the server; null speaks plain HTTP.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>Speak plain HTTP beyond loopback: for a server whose TLS ends in front of it. Whoever is between reads every credential.</summary>
    public bool PlainHttp { get; set; }

    /// <summary>Names that the server answers to; any name when empty. A page of another site cannot reach it under a name of its own then.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>File of API keys and shared secrets, as hashes: see <see cref="KeyTable"/>.</summary>
    public string? Keys { get; set; }

    /// <summary>Users by token of an OpenID Connect provider.</summary>
    public OidcOptions? Oidc { get; set; }

    /// <summary>Agents by Kubernetes service account.</summary>
    public ServiceAccountOptions? ServiceAccounts { get; set; }

    /// <summary>Agents by client certificate.</summary>
    public ClientCertificateOptions? ClientCertificates { get; set; }

    /// <summary>Every fault, in words for the person who wrote the file; empty when there is none. Files that are named are read.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Keys is null && Oidc is null && ServiceAccounts is null && ClientCertificates is null)
            faults.Add("nobody may use the server: give keys, oidc, serviceAccounts or clientCertificates");
        if (Tls is not null && PlainHttp) faults.Add("tls and plainHttp exclude each other");
        if (ClientCertificates is not null && Tls is null) faults.Add("clientCertificates: they are shown in TLS, which needs tls");
        foreach (var host in Hosts)
            if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown) faults.Add($"hosts: '{host}' is not a name or an address (without a port)");

        if (Keys is not null) Check("keys", Keys, KeyTable.Parse);
        if (Tls is not null) faults.AddRange(Tls.Validate());
        if (Oidc is not null) faults.AddRange(Oidc.Validate());
        if (ServiceAccounts is not null) faults.AddRange(ServiceAccounts.Validate());
        if (ClientCertificates is not null) Check("clientCertificates.ca", ClientCertificates.Ca, Certificates.ParseTrusted);
        return faults;

        void Check<T>(string name, string path, Func<byte[], Parsed<T>> parse) where T : class
        {
            if (ReloadedFile.Read(path, parse).Fault is { } fault) faults.Add($"{name}: {fault}");
        }
    }
}
