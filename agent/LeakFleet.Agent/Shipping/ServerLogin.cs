using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Shipping;

/// <summary>
/// How an agent, or a command, proves to a server who it is, and how it knows the server. All of it is in files, read again for each connection:
/// Kubernetes replaces a pod's token every hour.
/// </summary>
public sealed class ServerLogin
{
    private const int FileBytesMax = 1024 * 1024;
    private const int TokenCharsMax = 8 * 1024;

    /// <summary>File of the token or key to show; null shows none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>PEM file of the authorities that the server's certificate may come from; null trusts those of the system.</summary>
    public string? CaFile { get; set; }

    /// <summary>PEM file of a client certificate, and of its key.</summary>
    public string? CertificateFile { get; set; }

    public string? CertificateKeyFile { get; set; }

    /// <summary>Show the token to a server without TLS beyond this machine: whoever is between can read it.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Every fault, in words for the person who set the option; empty when there is none. The files are read when they are needed.</summary>
    public IEnumerable<string> Validate(Uri server)
    {
        var isSecure = server.IsAbsoluteUri && server.Scheme is "https" or "wss";
        if (TokenFile is not null && !isSecure && !AllowPlainHttp && !(server.IsAbsoluteUri && server.IsLoopback))
            yield return $"login: {server} has no TLS, so that anybody on the way could read the token; use https, or allow plain HTTP";
        if (CertificateFile is null != CertificateKeyFile is null) yield return "login: a client certificate and its key go together";
        if ((CertificateFile ?? CaFile) is not null && !isSecure) yield return $"login: certificates have no use without TLS, and {server} has none";
    }

    /// <summary>What a connection is made with, from the files as they are now.</summary>
    public bool TryOpen(Uri server, [NotNullWhen(true)] out SocketsHttpHandler? handler, out string? token, [NotNullWhen(false)] out string? fault)
    {
        (handler, token) = (null, null);
        if (TokenFile is not null && !TryReadToken(TokenFile, out token, out fault)) return false;
        if (!TryReadTls(out var tls, out fault)) return false;
        handler = new SocketsHttpHandler { SslOptions = tls, AllowAutoRedirect = false, UseCookies = false };
        // A proxy set for the outside world does not lead to this machine.
        if (server.IsLoopback) handler.UseProxy = false;
        return true;
    }

    private static bool TryReadToken(string path, out string? token, [NotNullWhen(false)] out string? fault)
    {
        token = BoundedFile.ReadText(path, FileBytesMax);
        fault = token switch
        {
            null => $"the token file {path} cannot be read",
            { Length: 0 or > TokenCharsMax } => $"the token file {path} holds {token.Length} characters, which is not 1 to {TokenCharsMax}",
            _ when token.Any(c => c is <= ' ' or > '~') => $"the token file {path} holds characters that no token has",
            _ => null,
        };
        return fault is null;
    }

    private bool TryReadTls(out SslClientAuthenticationOptions tls, [NotNullWhen(false)] out string? fault)
    {
        tls = new SslClientAuthenticationOptions();
        fault = null;
        try
        {
            if (CaFile is not null)
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPem(Text(CaFile));
                if (policy.CustomTrustStore.Count == 0) fault = $"the file {CaFile} holds no certificate";
                tls.CertificateChainPolicy = policy;
            }

            if (CertificateFile is not null && CertificateKeyFile is not null)
                tls.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(Text(CertificateFile), Text(CertificateKeyFile)), null, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            fault = $"the certificate files cannot be used: {e.Message}";
        }

        return fault is null;
    }

    // A file that cannot be read is an empty one to what parses it, which says so.
    private static string Text(string path) =>
        BoundedFile.Read(path, FileBytesMax, out var bytes) == ReadOutcome.Ok ? Encoding.UTF8.GetString(bytes) : "";
}
