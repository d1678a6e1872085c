using LeakFleet.Server.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Server.Tests.Access;

public sealed class KeySourceTests
{
    [Fact]
    public async Task ANewKeyIsFetchedWhenATokenNamesIt()
    {
        await using var fake = await FakeIssuer.Start();
        using var first = new TestTokens();
        using var second = new TestTokens { KeyId = "key-2" };
        var clock = new SettableClock(TestTokens.Now);
        using var source = Source(fake, clock);
        fake.Jwks = first.Jwks;
        Assert.NotNull((await Check(source, fake, clock, first)).Token);

        fake.Jwks = second.Jwks;
        // Within half a minute of the last question nothing is asked: forged names would hammer the issuer.
        Assert.Null((await Check(source, fake, clock, second)).Token);
        clock.Now += TimeSpan.FromSeconds(31);
        Assert.NotNull((await Check(source, fake, clock, second)).Token);
        Assert.Null((await Check(source, fake, clock, first)).Token);
    }

    [Fact]
    public async Task ForgedTokensDoNotHammerTheIssuer()
    {
        await using var fake = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        using var forger = new TestTokens { KeyId = "forged" };
        var clock = new SettableClock(TestTokens.Now);
        using var source = Source(fake, clock);
        fake.Jwks = issuer.Jwks;
        for (var i = 0; i < 50; i++) Assert.Null((await Check(source, fake, clock, forger)).Token);
        Assert.Equal(2, fake.Requests.Count);
    }

    [Fact]
    public async Task AnIssuerThatIsAwayLocksNobodyOutForADay()
    {
        await using var fake = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        var clock = new SettableClock(TestTokens.Now);
        using var source = Source(fake, clock);
        fake.Jwks = issuer.Jwks;
        Assert.NotNull((await Check(source, fake, clock, issuer)).Token);
        fake.Status = 503;
        clock.Now += TimeSpan.FromHours(23);
        Assert.NotNull((await Check(source, fake, clock, issuer)).Token);
        clock.Now += TimeSpan.FromHours(2);
        Assert.Null((await Check(source, fake, clock, issuer)).Token);
    }

    [Fact]
    public async Task AnotherIssuersDescriptionIsNotTaken()
    {
        await using var fake = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        var clock = new SettableClock(TestTokens.Now);
        using var source = Source(fake, clock);
        (fake.Jwks, fake.Issuer) = (issuer.Jwks, "https://elsewhere.example.org");
        Assert.Null(await source.Get(isKeyUnknown: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AnEndlessDocumentIsNotRead()
    {
        await using var fake = await FakeIssuer.Start();
        using var source = Source(fake, new SettableClock(TestTokens.Now));
        fake.Jwks = new string(' ', 300 * 1024) + "{\"keys\":[]}";
        Assert.Null(await source.Get(isKeyUnknown: false, TestContext.Current.CancellationToken));
    }

    private static KeySource Source(FakeIssuer fake, TimeProvider clock) => new(
        new TrustedHttp(null, null, clock, NullLogger.Instance), new Uri($"{fake.Address}/.well-known/openid-configuration"), null, fake.Address, clock, NullLogger.Instance);

    private static Task<TokenResult> Check(KeySource source, FakeIssuer fake, SettableClock clock, TestTokens issuer)
    {
        var claims = TestTokens.Claims(clock.Now);
        claims["iss"] = fake.Address;
        return source.Check(issuer.Rs256(claims), TestTokens.Audience, clock, TestContext.Current.CancellationToken);
    }
}
