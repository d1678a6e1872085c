using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>Every way to prove who one is that the access file opens. A secret goes to the one way that it looks like.</summary>
internal sealed class Logins : IDisposable
{
    private readonly ReloadedFile<KeyTable>? _keys;
    private readonly OidcLogin? _oidc;
    private readonly ServiceAccountLogin? _accounts;
    private readonly CertificateLogin? _certificates;

    public Logins(AccessOptions options, TimeProvider clock, ILogger<Logins> logger)
    {
        if (options.Keys is { } keys) _keys = new ReloadedFile<KeyTable>([keys], files => KeyTable.Parse(files[0]), clock, logger);
        if (options.Oidc is { } oidc) _oidc = new OidcLogin(oidc, clock, logger);
        if (options.ServiceAccounts is { } accounts) _accounts = new ServiceAccountLogin(accounts, clock, logger);
        if (options.ClientCertificates is { } certificates) _certificates = new CertificateLogin(certificates, clock, logger);
    }

    public async Task<LoginResult> Check(string secret, CancellationToken cancellation)
    {
        if (secret.StartsWith(KeyTable.Prefix, StringComparison.Ordinal) || TokenRule.Peek(secret) is not { } token)
            return _keys?.Current?.Find(secret) is { } caller ? caller : LoginResult.Refused("the key is not known");
        if (_oidc?.Takes(token) == true) return await _oidc.Check(secret, cancellation);
        if (_accounts?.Takes(token) == true) return await _accounts.Check(token, cancellation);
        return LoginResult.Refused("the token is of no issuer that is trusted");
    }

    public LoginResult Check(X509Certificate2 certificate) =>
        _certificates?.Check(certificate) ?? LoginResult.Refused("client certificates are not accepted");

    public void Dispose()
    {
        _oidc?.Dispose();
        _accounts?.Dispose();
    }
}
