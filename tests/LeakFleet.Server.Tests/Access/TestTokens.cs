using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeakFleet.Server.Tests.Access;

/// <summary>An issuer's key, and tokens written by hand: a library would refuse to make the ones an attacker makes.</summary>
internal sealed class TestTokens : IDisposable
{
    public const string Issuer = "https://issuer.example.org";
    public const string Audience = "leakfleet";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static DateTimeOffset Now { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public string KeyId { get; init; } = "key-1";

    public JsonObject Rsa
    {
        get
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = KeyId, ["n"] = Encode(key.Modulus!), ["e"] = Encode(key.Exponent!) };
        }
    }

    public JsonObject Ec
    {
        get
        {
            var key = _ec.ExportParameters(includePrivateParameters: false);
            return new JsonObject { ["kty"] = "EC", ["use"] = "sig", ["kid"] = $"{KeyId}-ec", ["crv"] = "P-256", ["x"] = Encode(key.Q.X!), ["y"] = Encode(key.Q.Y!) };
        }
    }

    public string Jwks => new JsonObject { ["keys"] = new JsonArray(Rsa, Ec) }.ToJsonString();

    /// <summary>The public key as text, which the attack of another algorithm uses as its secret.</summary>
    public byte[] PublicPem => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());

    public static JsonObject Claims(DateTimeOffset? now = null) => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = "ada",
        ["roles"] = new JsonArray("watchers"),
        ["nbf"] = (now ?? Now).AddMinutes(-1).ToUnixTimeSeconds(),
        ["exp"] = (now ?? Now).AddMinutes(5).ToUnixTimeSeconds(),
    };

    public string Rs256(JsonObject claims, string? keyId = null) =>
        Sign(claims, "RS256", keyId ?? KeyId, text => _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string Es256(JsonObject claims) => Sign(claims, "ES256", $"{KeyId}-ec", text => _ec.SignData(text, HashAlgorithmName.SHA256));

    public string Rs512(JsonObject claims) => Sign(claims, "RS512", KeyId, text => _rsa.SignData(text, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1));

    public string Hs256(JsonObject claims, byte[] secret) => Sign(claims, "HS256", KeyId, text => HMACSHA256.HashData(secret, text));

    public static string Unsigned(JsonObject claims, string algorithm = "none") => Sign(claims, algorithm, null, _ => []);

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    private static string Sign(JsonObject claims, string algorithm, string? keyId, Func<byte[], byte[]> sign)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (keyId is not null) header["kid"] = keyId;
        var text = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
