using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using LeakFleet.Protocol;
using LeakFleet.Server.Access;

namespace LeakFleet.Server.Tests.Access;

public sealed class AccessTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/processes")]
    [InlineData("/api/v1/findings")]
    [InlineData("/site.css")]
    [InlineData("/nowhere")]
    [InlineData("/v1/agents")]
    public async Task NothingIsToldToStrangers(string path)
    {
        await using var secured = await SecuredServer.Start();
        var before = secured.Denied;
        Assert.Equal(HttpStatusCode.Unauthorized, await secured.Get(path));
        Assert.Equal(HttpStatusCode.Unauthorized, await secured.Get(path, KeyTable.NewKey()));
        Assert.Equal(HttpStatusCode.Unauthorized, await secured.Get(path, "not a key"));
        Assert.True(secured.Denied >= before + 3);
    }

    [Fact]
    public async Task HealthIsToldToAnybody()
    {
        await using var secured = await SecuredServer.Start();
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/healthz"));
    }

    [Fact]
    public async Task ReadersReadAndAgentsSend()
    {
        await using var secured = await SecuredServer.Start();
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/api/v1/processes", secured.ReaderKey));
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/", secured.AdminKey));
        Assert.Equal(HttpStatusCode.Forbidden, await secured.Get("/api/v1/processes", secured.AgentKey));
        Assert.Equal(HttpStatusCode.Forbidden, await secured.Get("/v1/agents", secured.ReaderKey));
        Assert.Equal(HttpStatusCode.Forbidden, await secured.Get("/v1/agents", secured.AdminKey));
        using var agent = await secured.Connect(secured.AgentKey);
        await agent.Send(TestAgent.Hello);
        Assert.IsType<Welcome>(await agent.Receive());
        await Assert.ThrowsAsync<WebSocketException>(() => secured.Connect(secured.ReaderKey));
    }

    [Fact]
    public async Task ABrowserIsAskedAndShowsItsKeyAsPassword()
    {
        await using var secured = await SecuredServer.Start();
        using var asked = await secured.Server.Http.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains(asked.Headers.WwwAuthenticate, h => h.Scheme == "Basic");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Authorization = SecuredServer.Basic("anything", secured.ReaderKey) } };
        using var response = await secured.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Digest x")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    public async Task AMalformedHeaderIsRefused(string header)
    {
        await using var secured = await SecuredServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/processes");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var response = await secured.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task AnOversizedTokenIsRefused()
    {
        await using var secured = await SecuredServer.Start();
        Assert.Equal(HttpStatusCode.Unauthorized, await secured.Get("/api/v1/processes", new string('a', 9_000)));
    }

    [Fact]
    public async Task AnotherSitesPageChangesNothingWithTheBrowsersKey()
    {
        await using var secured = await SecuredServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/processes");
        request.Headers.Authorization = SecuredServer.Basic("", secured.AdminKey);
        request.Headers.Add("Origin", "https://example.org");
        using var response = await secured.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task OnlyAdminsChangeThings()
    {
        await using var secured = await SecuredServer.Start();
        Assert.Equal(HttpStatusCode.Forbidden, await Post(secured.ReaderKey));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await Post(secured.AdminKey));

        async Task<HttpStatusCode> Post(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/processes") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
            using var response = await secured.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task OnlyItsOwnNamesAreAnswered()
    {
        await using var secured = await SecuredServer.Start((_, access) => access.Hosts = ["leakfleet.example.org"]);
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/", secured.ReaderKey, "leakfleet.example.org"));
        Assert.Equal(HttpStatusCode.BadRequest, await secured.Get("/", secured.ReaderKey, "rebound.example.org"));
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/healthz", host: "10.0.0.7"));
    }

    [Fact]
    public async Task UsersOfAProviderHaveTheRolesItSays()
    {
        await using var provider = await FakeIssuer.Start();
        using var issuer = new TestTokens();
        provider.Jwks = issuer.Jwks;
        await using var secured = await SecuredServer.Start((_, access) => access.Oidc = new OidcOptions
        {
            Issuer = provider.Address,
            Audience = TestTokens.Audience,
            Readers = ["watchers"],
            Admins = ["keepers"],
        });
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/", Token("watchers")));
        Assert.Equal(HttpStatusCode.OK, await secured.Get("/", Token("keepers")));
        Assert.Equal(HttpStatusCode.Unauthorized, await secured.Get("/", Token("others")));
        Assert.Equal(HttpStatusCode.Forbidden, await secured.Get("/v1/agents", Token("keepers")));

        string Token(string role)
        {
            var claims = TestTokens.Claims(DateTimeOffset.UtcNow);
            claims["iss"] = provider.Address;
            claims["roles"] = new System.Text.Json.Nodes.JsonArray(role);
            return issuer.Rs256(claims);
        }
    }
}
