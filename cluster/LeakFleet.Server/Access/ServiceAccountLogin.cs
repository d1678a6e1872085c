using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace LeakFleet.Server.Access;

/// <summary>Agents by the token of their pod's service account: its signature is checked by the API server's published keys, or the API server is asked.</summary>
internal sealed class ServiceAccountLogin : IDisposable
{
    private const string AccountPrefix = "system:serviceaccount:";

    private readonly ServiceAccountOptions _options;
    private readonly KeySource _keys;
    private readonly TokenReview _review;
    private readonly TimeProvider _clock;

    public ServiceAccountLogin(ServiceAccountOptions options, TimeProvider clock, ILogger logger)
    {
        (_options, _clock) = (options, clock);
        var server = new Uri(options.ApiServer.TrimEnd('/') + "/");
        var http = new TrustedHttp(options.Ca, options.Token, clock, logger);
        // The keys' address that the API server's document names is often one that pods cannot reach; this one always exists.
        _keys = new KeySource(http, new Uri(server, ".well-known/openid-configuration"), new Uri(server, "openid/v1/jwks"), options.Issuer, clock, logger);
        _review = new TokenReview(http, new Uri(server, "apis/authentication.k8s.io/v1/tokenreviews"), options.Audience, clock, logger);
    }

    /// <summary>Whether a token is worth checking, by what it says of itself: others never get as far as the API server.</summary>
    public bool Takes(JsonWebToken token) =>
        token.Subject?.StartsWith(AccountPrefix, StringComparison.Ordinal) == true && (_options.Issuer is null || token.Issuer == _options.Issuer);

    public async Task<LoginResult> Check(JsonWebToken unproven, CancellationToken cancellation)
    {
        var text = unproven.EncodedToken;
        if (_options.Review)
        {
            // The API server says no to these as well; it is spared the question.
            if (!unproven.Audiences.Contains(_options.Audience)) return LoginResult.Refused("the token is for another audience");
            if (unproven.ValidTo + TokenRule.ClockSkew < _clock.GetUtcNow().UtcDateTime) return LoginResult.Refused("the token is expired or not valid yet");
            var answer = await _review.Ask(text, cancellation);
            return answer.User is { } user ? Allow(user, new DateTimeOffset(unproven.ValidTo, TimeSpan.Zero), answer.Node) : LoginResult.Refused(answer.Reason);
        }

        var result = await _keys.Check(text, _options.Audience, _clock, cancellation);
        return result.Token is { } token
            ? Allow(token.Subject, new DateTimeOffset(token.ValidTo, TimeSpan.Zero), PodClaims.Node(token))
            : LoginResult.Refused(result.Reason);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _review.Dispose();
    }

    private LoginResult Allow(string user, DateTimeOffset expires, string? node)
    {
        var account = user.StartsWith(AccountPrefix, StringComparison.Ordinal) ? user[AccountPrefix.Length..].Replace(':', '/') : "";
        return _options.Allowed.Contains(account)
            ? new Caller(Printable.Show(account, 128), Role.Agent, expires, node)
            : LoginResult.Refused($"{Printable.Show(user, 128)} is not among the service accounts that are allowed");
    }
}
