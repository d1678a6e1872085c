using System.Net;

namespace LeakFleet.Server.Tests.Hosting;

public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:99", HttpStatusCode.OK)]
    [InlineData("rebound.example.org", HttpStatusCode.BadRequest)]
    [InlineData("localhost.example.org", HttpStatusCode.BadRequest)]
    [InlineData("192.168.1.7", HttpStatusCode.BadRequest)]
    public async Task OnlyLoopbackHostsAreAnswered(string host, HttpStatusCode expected)
    {
        await using var server = await RunningServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Host = host;
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task AForeignSiteOpensNoWebSocket(string origin)
    {
        await using var server = await RunningServer.Start();
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => server.Connect(o => o.SetRequestHeader("Origin", origin)));
    }

    [Fact]
    public async Task AForeignSitePostsNothing()
    {
        await using var server = await RunningServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/processes") { Content = new StringContent("x") };
        request.Headers.Add("Origin", "https://example.org");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task ItsOwnOriginIsWelcome()
    {
        await using var server = await RunningServer.Start();
        using var agent = await server.Connect(o => o.SetRequestHeader("Origin", server.Address.GetLeftPart(UriPartial.Authority)));
        await agent.Send(TestAgent.Hello);
        Assert.NotNull(await agent.Receive());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/nowhere")]
    public async Task EveryAnswerCarriesTheSecurityHeaders(string path)
    {
        await using var server = await RunningServer.Start();
        using var response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
        var policy = string.Join(';', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }
}
