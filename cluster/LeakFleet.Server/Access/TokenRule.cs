using LeakFleet.Server.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeakFleet.Server.Access;

/// <summary>
/// Checks a signed token (RFC 7519) against one issuer, one audience and that issuer's keys. Two algorithms are known and both need a private key to sign:
/// a token that names none, or turns a public key into a shared secret, is of neither.
/// </summary>
internal static class TokenRule
{
    /// <summary>Clocks of the provider, the cluster and this machine differ by seconds.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Bearer.CharsMax };

    /// <summary>The token's own claims before anything of them is proven; null when it is no token.</summary>
    public static JsonWebToken? Peek(string text)
    {
        if (text.Length > Bearer.CharsMax || text.Count(c => c == '.') != 2) return null;
        try
        {
            return new JsonWebToken(text);
        }
        catch (ArgumentException)
        {
            // Not base64, not JSON: whoever sent it may have mistyped a key.
            return null;
        }
    }

    /// <returns>The proven token, or why there is none.</returns>
    public static async Task<TokenResult> Check(string text, string issuer, string audience, IReadOnlyList<SecurityKey> keys, DateTimeOffset now)
    {
        var result = await Handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = issuer,
            ValidAudience = audience,
            IssuerSigningKeys = keys,
            // A key that the token does not name is not tried: the issuer's keys have names, and so has the rotation of them.
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) =>
                until is { } end && now < Utc(end) + ClockSkew && (from is not { } start || now >= Utc(start) - ClockSkew),
        });
        if (result is { IsValid: true, SecurityToken: JsonWebToken token }) return new TokenResult(token, "", IsKeyUnknown: false);
        return new TokenResult(null, Reason(result.Exception), result.Exception is SecurityTokenSignatureKeyNotFoundException);
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static string Reason(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException => "the token is expired or not valid yet",
        SecurityTokenInvalidAudienceException => "the token is for another audience",
        SecurityTokenInvalidIssuerException => "the token is of another issuer",
        SecurityTokenInvalidAlgorithmException => "the token is not signed by RS256 or ES256",
        SecurityTokenSignatureKeyNotFoundException => "the token is signed by no key of its issuer",
        SecurityTokenInvalidSignatureException => "the token's signature is wrong",
        _ => $"the token is malformed ({Printable.Show(exception?.GetType().Name ?? "no reason", 64)})",
    };
}

/// <param name="IsKeyUnknown">The issuer may have new keys.</param>
internal readonly record struct TokenResult(JsonWebToken? Token, string Reason, bool IsKeyUnknown);
