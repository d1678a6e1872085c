using System.Text.Json.Nodes;
using LeakFleet.Server.Access;

namespace LeakFleet.Server.Tests.Access;

public sealed class TokenRuleTests : IDisposable
{
    private readonly TestTokens _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task AGoodTokenIsTaken()
    {
        Assert.Equal("ada", (await Check(_issuer.Rs256(TestTokens.Claims()))).Token?.Subject);
        Assert.Equal("ada", (await Check(_issuer.Es256(TestTokens.Claims()))).Token?.Subject);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("RS256")]
    public async Task ATokenWithoutASignatureIsRefused(string algorithm) => await Refused(TestTokens.Unsigned(TestTokens.Claims(), algorithm));

    [Fact]
    public async Task APublicKeyIsNoSharedSecret() => await Refused(_issuer.Hs256(TestTokens.Claims(), _issuer.PublicPem));

    [Fact]
    public async Task OnlyTwoAlgorithmsAreKnown() =>
        await Refused(_issuer.Rs512(TestTokens.Claims()));

    [Fact]
    public async Task AnotherIssuersKeyUnderTheSameNameIsRefused()
    {
        using var other = new TestTokens();
        await Refused(other.Rs256(TestTokens.Claims()));
    }

    [Fact]
    public async Task AKeyThatIsNotPublishedIsSaidToBeUnknown()
    {
        var result = await Check(_issuer.Rs256(TestTokens.Claims(), "key-2"));
        Assert.Null(result.Token);
        Assert.True(result.IsKeyUnknown);
    }

    [Theory]
    [InlineData("aud", "another")]
    [InlineData("iss", "https://issuer.example.org/")]
    [InlineData("iss", "https://elsewhere.example.org")]
    public async Task WhatIsForOthersIsRefused(string claim, string value)
    {
        var claims = TestTokens.Claims();
        claims[claim] = value;
        await Refused(_issuer.Rs256(claims));
    }

    [Theory]
    [InlineData("exp", -31)]
    [InlineData("nbf", 31)]
    public async Task ATokenHoldsForItsTimeOnly(string claim, int seconds)
    {
        var claims = TestTokens.Claims();
        claims[claim] = TestTokens.Now.AddSeconds(seconds).ToUnixTimeSeconds();
        Assert.Equal("the token is expired or not valid yet", await Refused(_issuer.Rs256(claims)));
        claims[claim] = TestTokens.Now.AddSeconds(seconds > 0 ? seconds - 2 : seconds + 2).ToUnixTimeSeconds();
        Assert.NotNull((await Check(_issuer.Rs256(claims))).Token);
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("aud")]
    [InlineData("iss")]
    public async Task WhatAClaimIsMissingForIsRefused(string claim)
    {
        var claims = TestTokens.Claims();
        claims.Remove(claim);
        await Refused(_issuer.Rs256(claims));
    }

    [Fact]
    public async Task AnyChangedCharacterSpoilsAToken()
    {
        var token = _issuer.Es256(TestTokens.Claims());
        var random = new Random(20260504);
        for (var round = 0; round < 200; round++)
        {
            // The last character of the signature holds bits that base64 ignores.
            var at = random.Next(token.Length - 1);
            var changed = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
            await Refused(changed);
        }
    }

    [Fact]
    public async Task AnOversizedTokenIsNotLookedAt()
    {
        var claims = TestTokens.Claims();
        claims["filler"] = new string('x', 8 * 1024);
        var token = _issuer.Rs256(claims);
        Assert.Null(TokenRule.Peek(token));
        await Refused(token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0..")]
    public void WhatIsNoTokenHasNoClaims(string text) => Assert.Null(TokenRule.Peek(text)?.Subject is { Length: > 0 } subject ? subject : null);

    [Fact]
    public void ShortAndSymmetricKeysAreNotTaken()
    {
        using var weak = System.Security.Cryptography.RSA.Create(1024);
        var modulus = Convert.ToBase64String(weak.ExportParameters(false).Modulus!).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var jwks = new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kty"] = "RSA", ["kid"] = "short", ["n"] = modulus, ["e"] = "AQAB" },
                new JsonObject { ["kty"] = "oct", ["kid"] = "symmetric", ["k"] = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" },
                _issuer.Rsa),
        };
        Assert.Equal("key-1", Assert.Single(IssuerKeys.Parse(TestTokens.Issuer, jwks.ToJsonString()).Value!.Keys).KeyId);
    }

    private Task<TokenResult> Check(string token) =>
        TokenRule.Check(token, TestTokens.Issuer, TestTokens.Audience, IssuerKeys.Parse(TestTokens.Issuer, _issuer.Jwks).Value!.Keys, TestTokens.Now);

    private async Task<string> Refused(string token)
    {
        var result = await Check(token);
        Assert.Null(result.Token);
        Assert.NotEqual("", result.Reason);
        return result.Reason;
    }
}
