namespace LeakFleet.Server.Access;

/// <summary>The server's certificate, as files that are read again when they change.</summary>
public sealed class TlsOptions
{
    /// <summary>PEM: the server's certificate, then those between it and its root.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM: its private key, without a password.</summary>
    public string Key { get; set; } = "";

    internal IEnumerable<string> Validate()
    {
        if (ReloadedFile.Read([Certificate, Key], Certificates.ParseServer).Fault is { } fault) yield return $"tls: {fault}";
    }
}
