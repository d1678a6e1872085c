using Microsoft.IdentityModel.Tokens;

namespace LeakFleet.Server.Access;

/// <summary>An issuer, and the keys that its tokens are signed with, as it publishes them (RFC 7517).</summary>
internal sealed record IssuerKeys(string Issuer, IReadOnlyList<SecurityKey> Keys)
{
    private const int KeysMax = 64;
    private const int RsaBitsMin = 2048;

    public static Parsed<IssuerKeys> Parse(string issuer, string json)
    {
        try
        {
            var set = new JsonWebKeySet(json);
            if (set.Keys.Count > KeysMax) return Parsed<IssuerKeys>.Bad($"publishes {set.Keys.Count} keys, more than {KeysMax}");
            // A symmetric key in a public document is no secret; a short one is broken.
            var keys = set.Keys.Where(k => k.KeyId is { Length: > 0 } && k.Use is null or "sig" && k.Kty is "RSA" or "EC" && (k.Kty == "EC" || k.KeySize >= RsaBitsMin));
            return new IssuerKeys(issuer, [.. keys]);
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            return Parsed<IssuerKeys>.Bad("publishes something that is no set of keys");
        }
    }
}
