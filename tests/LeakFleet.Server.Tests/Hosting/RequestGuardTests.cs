using System.Net;
using LeakFleet.Server.Access;
using LeakFleet.Server.Hosting;
using Microsoft.AspNetCore.Http;

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
    [InlineData("leakfleet.example.org", StatusCodes.Status200OK)]
    [InlineData("10.1.2.3:5341", StatusCodes.Status200OK)]
    [InlineData("[::ffff:10.1.2.3]:5341", StatusCodes.Status200OK)]
    [InlineData("10.1.2.4:5341", StatusCodes.Status400BadRequest)]
    [InlineData("[::1:2]", StatusCodes.Status400BadRequest)]
    [InlineData("10.1.2.3.example.org", StatusCodes.Status400BadRequest)]
    [InlineData("rebound.example.org", StatusCodes.Status400BadRequest)]
    public async Task BesideItsNamesAServerAnswersToTheAddressThatWasConnectedTo(string host, int expected)
    {
        var (status, log) = await Ask(context => context.Request.Host = new HostString(host));
        Assert.Equal(expected, status);
        Assert.Equal(expected != StatusCodes.Status200OK, !log.Lines.IsEmpty);
    }

    [Fact]
    public async Task AForeignHostIsOneBoundedLineOfTheLog()
    {
        var (_, log) = await Ask(context =>
        {
            context.Request.Headers.Host = "a\u001b[31m" + new string('a', 9_000);
            context.Request.Path = "/" + new string('b', 9_000);
        });
        var line = Assert.Single(log.Lines);
        Assert.StartsWith("Denied GET /bbb", line, StringComparison.Ordinal);
        Assert.Contains(" to 10.9.9.9: the Host is a\\u001B[31maaa", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 100, 400);
    }

    [Fact]
    public async Task AForeignOriginIsOneLineOfTheLog()
    {
        var (status, log) = await Ask(context =>
        {
            context.Request.Method = HttpMethods.Post;
            context.Request.Headers.Origin = "https://example.org";
        });
        Assert.Equal(StatusCodes.Status403Forbidden, status);
        Assert.Equal("Denied POST /metrics to 10.9.9.9: the Origin is https://example.org", Assert.Single(log.Lines));
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

    /// <summary>As if from another machine, which a test on one machine cannot be.</summary>
    private static async Task<(int Status, LogLines<RequestGuard> Log)> Ask(Action<HttpContext> configure)
    {
        var log = new LogLines<RequestGuard>();
        var guard = new RequestGuard(_ => Task.CompletedTask, new ServerOptions { Access = new AccessOptions { Hosts = ["leakfleet.example.org"] } }, log);
        var context = new DefaultHttpContext { Request = { Method = HttpMethods.Get, Scheme = "http", Host = new HostString("leakfleet.example.org"), Path = "/metrics" } };
        (context.Connection.LocalIpAddress, context.Connection.RemoteIpAddress) = (IPAddress.Parse("10.1.2.3"), IPAddress.Parse("10.9.9.9"));
        configure(context);
        await guard.Invoke(context);
        return (context.Response.StatusCode, log);
    }
}
