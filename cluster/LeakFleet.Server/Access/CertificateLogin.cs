using System.Security.Cryptography.X509Certificates;
using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>Agents by client certificate. TLS takes any, so that one that is refused here is logged and counted as every other refusal.</summary>
internal sealed class CertificateLogin(ClientCertificateOptions options, TimeProvider clock, ILogger logger)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ReloadedFile<X509Certificate2Collection> _trusted = new([options.Ca], files => Certificates.ParseTrusted(files[0]), clock, logger);

    public LoginResult Check(X509Certificate2 certificate)
    {
        if (_trusted.Current is not { } trusted) return LoginResult.Refused("no authority is known to check client certificates by");
        using var chain = new X509Chain { ChainPolicy = Certificates.Trusting(trusted) };
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ClientAuthentication));
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (!chain.Build(certificate))
            return LoginResult.Refused($"the client certificate of {Printable.Show(name, 64)} is not valid: {string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct())}");
        if (options.Names.Count > 0 && !options.Names.Contains(name)) return LoginResult.Refused($"{Printable.Show(name, 64)} is not among the names that are allowed");
        return new Caller(Printable.Show(name, 64), Role.Agent, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero));
    }
}
