using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using LeakFleet.Protocol;
using LeakFleet.Server.Access;

namespace LeakFleet.Server.Tests.Access;

public sealed class ServiceAccountTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAgentsTokenIsCheckedBothWays(bool review)
    {
        await using var api = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        await using var secured = await Start(api, issuer, review);
        using var agent = await secured.Connect(Token(api, issuer));
        await agent.Send(TestAgent.Hello);
        Assert.IsType<Welcome>(await agent.Receive());
        Assert.All(api.Requests, request => Assert.EndsWith(" Bearer own-token", request));

        Assert.Equal(HttpStatusCode.Forbidden, await secured.Get("/", Token(api, issuer)));
        await Assert.ThrowsAsync<WebSocketException>(() => secured.Connect(Token(api, issuer, account: "default:default")));
        await Assert.ThrowsAsync<WebSocketException>(() => secured.Connect(Token(api, issuer, audience: "https://kubernetes.default.svc")));
        await Assert.ThrowsAsync<WebSocketException>(() => secured.Connect(Token(api, issuer, minutes: -2)));
        using var forger = new TestTokens();
        await Assert.ThrowsAsync<WebSocketException>(() => secured.Connect(Token(api, forger)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAgentSpeaksOfItsOwnNodeOnly(bool review)
    {
        await using var api = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        await using var secured = await Start(api, issuer, review);
        using var agent = await secured.Connect(Token(api, issuer, node: "node-2"));
        await agent.Send(TestAgent.Hello);
        await agent.ReceiveClose();
        Assert.Equal("the agent's token is of another node", agent.CloseReason);

        using var own = await secured.Connect(Token(api, issuer, node: TestAgent.Hello.Node));
        await own.Send(TestAgent.Hello);
        Assert.IsType<Welcome>(await own.Receive());
        await own.Send(new SampleProcess(1, node: "node-3").Description());
        await own.ReceiveClose();
        Assert.Equal("the process is of another node than the agent's token", own.CloseReason);
    }

    [Fact]
    public async Task AConnectionEndsWithItsToken()
    {
        await using var api = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        await using var secured = await Start(api, issuer, review: false);
        // Expired by less than clocks may differ: good for a moment.
        using var agent = await secured.Connect(Token(api, issuer, minutes: -1 / 3.0));
        await agent.Send(TestAgent.Hello);
        await agent.ReceiveClose();
        Assert.Equal("the login expired", agent.CloseReason);
    }

    [Fact]
    public async Task TheApiServerIsAskedOnceForTheSameToken()
    {
        await using var api = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        await using var secured = await Start(api, issuer, review: true);
        var (good, bad) = (Token(api, issuer), Token(api, new TestTokens()));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.UpgradeRequired, await secured.Get("/v1/agents", good));
            Assert.Equal(HttpStatusCode.Unauthorized, await secured.Get("/v1/agents", bad));
        }

        Assert.Equal(2, api.Requests.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"status\":7}")]
    [InlineData("{\"status\":{\"authenticated\":\"yes\"}}")]
    [InlineData("{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"system:serviceaccount:leakfleet:agent\"}}}")]
    [InlineData("{\"status\":{\"authenticated\":true,\"audiences\":[\"other\"],\"user\":{\"username\":\"system:serviceaccount:leakfleet:agent\"}}}")]
    [InlineData("{\"status\":{\"authenticated\":true,\"audiences\":[\"leakfleet\"],\"user\":{\"username\":7}}}")]
    public void AnAnswerThatDoesNotSayYesIsNo(string json) => Assert.Null(TokenReview.Read(json, "leakfleet").User);

    private static Task<SecuredServer> Start(FakeIssuer api, TestTokens issuer, bool review)
    {
        api.Jwks = issuer.Jwks;
        api.Review = token => Verdict(token, issuer);
        return SecuredServer.Start((secured, access) => access.ServiceAccounts = new ServiceAccountOptions
        {
            ApiServer = api.Address,
            Review = review,
            Ca = secured.File("ca.crt", TestCertificates.Authority("cluster").ExportCertificatePem()),
            Token = secured.File("token", "own-token\n"),
            Allowed = ["leakfleet/agent"],
        });
    }

    private static string Token(
        FakeIssuer api, TestTokens issuer, string account = "leakfleet:agent", string audience = "leakfleet", double minutes = 5, string? node = null)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["iss"] = api.Address,
            ["aud"] = new JsonArray(audience),
            ["sub"] = $"system:serviceaccount:{account}",
            ["nbf"] = now.AddHours(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(minutes).ToUnixTimeSeconds(),
            ["kubernetes.io"] = node is null ? new JsonObject() : new JsonObject { ["node"] = new JsonObject { ["name"] = node } },
        };
        return issuer.Rs256(claims);
    }

    // The API server's own work: it knows whose signature is good.
    private static JsonObject Verdict(string token, TestTokens issuer)
    {
        var keys = IssuerKeys.Parse("", issuer.Jwks).Value!.Keys;
        var peeked = TokenRule.Peek(token)!;
        var isGood = TokenRule.Check(token, peeked.Issuer, peeked.Audiences.Single(), keys, DateTimeOffset.UtcNow).GetAwaiter().GetResult().Token is not null;
        var user = new JsonObject { ["username"] = peeked.Subject };
        if (PodClaims.Node(peeked) is { } node) user["extra"] = new JsonObject { ["authentication.kubernetes.io/node-name"] = new JsonArray(node) };
        return isGood
            ? new JsonObject { ["authenticated"] = true, ["audiences"] = new JsonArray(peeked.Audiences.Single()), ["user"] = user }
            : new JsonObject { ["authenticated"] = false };
    }
}
