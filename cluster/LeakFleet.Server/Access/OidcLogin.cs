using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace LeakFleet.Server.Access;

/// <summary>Users by the token of their OpenID Connect provider.</summary>
internal sealed class OidcLogin : IDisposable
{
    private readonly OidcOptions _options;
    private readonly KeySource _keys;
    private readonly TimeProvider _clock;

    public OidcLogin(OidcOptions options, TimeProvider clock, ILogger logger)
    {
        (_options, _clock) = (options, clock);
        var discovery = new Uri(options.Issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        var jwks = options.JwksUri is { } address ? new Uri(address) : null;
        _keys = new KeySource(new TrustedHttp(options.Ca, null, clock, logger), discovery, jwks, options.Issuer, clock, logger);
    }

    public bool Takes(JsonWebToken token) => token.Issuer == _options.Issuer;

    public async Task<LoginResult> Check(string text, CancellationToken cancellation)
    {
        var result = await _keys.Check(text, _options.Audience, _clock, cancellation);
        if (result.Token is not { } token) return LoginResult.Refused(result.Reason);
        var name = Printable.Show(token.Subject ?? "", 64);
        var roles = token.Claims.Where(c => c.Type == _options.RoleClaim).Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        var role = _options.Admins.Any(roles.Contains) ? Role.Admin : _options.Readers.Any(roles.Contains) ? Role.Reader : null;
        return role is null
            ? LoginResult.Refused($"{name} has none of the roles that may use this server")
            : new Caller(name, role, new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
    }

    public void Dispose() => _keys.Dispose();
}
