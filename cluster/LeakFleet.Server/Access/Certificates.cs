using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LeakFleet.Server.Access;

/// <summary>Certificates in PEM files.</summary>
internal static class Certificates
{
    /// <summary>Authorities in a file: those of every system's own list fit.</summary>
    private const int TrustedMax = 1000;

    /// <summary>What a certificate of a server is for.</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Certificate with those between it and its root, and key.</summary>
    public static Parsed<SslStreamCertificateContext> ParseServer(IReadOnlyList<byte[]> files)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(files[0]);
            var leaf = X509Certificate2.CreateFromPem(pem, Encoding.UTF8.GetString(files[1]));
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem);
            // Offline: a handshake must not wait for what others' servers answer about the chain.
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return Parsed<SslStreamCertificateContext>.Bad($"not a certificate and its key: {exception.Message}");
        }
    }

    public static Parsed<X509Certificate2Collection> ParseTrusted(byte[] file)
    {
        try
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(Encoding.UTF8.GetString(file));
            return trusted.Count is > 0 and <= TrustedMax ? trusted : Parsed<X509Certificate2Collection>.Bad($"{trusted.Count} certificates, which is not 1 to {TrustedMax}");
        }
        catch (CryptographicException exception)
        {
            return Parsed<X509Certificate2Collection>.Bad($"not certificates: {exception.Message}");
        }
    }

    /// <summary>Whether a server's certificate comes from one of these authorities and is of the server that was asked for.</summary>
    /// <param name="chain">What the system made of it, with what the server sent along.</param>
    public static bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        // The chain is judged anew; that the name is another one stays.
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var own = new X509Chain { ChainPolicy = Trusting(trusted) };
        foreach (var sent in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>()) own.ChainPolicy.ExtraStore.Add(sent.Certificate);
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return own.Build(leaf);
    }

    /// <summary>A policy that trusts these and nobody else. Revocation is not asked for: private authorities publish none, and short lives do instead.</summary>
    public static X509ChainPolicy Trusting(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
