using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LeakFleet.Server.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Server.Tests.Access;

public sealed class TlsTests
{
    [Fact]
    public async Task TheServerIsKnownByItsCertificateAndARenewedOneTakesItsPlace()
    {
        using var authority = TestCertificates.Authority("ours");
        await using var secured = await Start(authority, "first");
        Assert.Equal("CN=first", await Subject(secured));

        var (certificate, key) = TestCertificates.Issue(authority, "second", TestCertificates.ServerUse);
        secured.File("tls.key", key);
        secured.File("tls.crt", certificate);
        var until = DateTime.UtcNow + RunningServer.Patience;
        while (await Subject(secured) != "CN=second") Assert.True(DateTime.UtcNow < until);
    }

    [Fact]
    public void AFileThatBreaksLeavesTheLastGoodOneInForce()
    {
        using var authority = TestCertificates.Authority("ours");
        var path = Path.GetTempFileName();
        try
        {
            var clock = new SettableClock(TestTokens.Now);
            var file = new ReloadedFile<X509Certificate2Collection>([path], files => Certificates.ParseTrusted(files[0]), clock, NullLogger.Instance);
            Assert.Null(file.Current);
            Replace(authority.ExportCertificatePem());
            Assert.Equal(authority.Thumbprint, file.Current![0].Thumbprint);
            Replace("rubbish");
            Assert.Equal(authority.Thumbprint, file.Current![0].Thumbprint);
            File.Delete(path);
            clock.Now += TimeSpan.FromMinutes(1);
            Assert.Equal(authority.Thumbprint, file.Current![0].Thumbprint);

            void Replace(string text)
            {
                File.WriteAllText(path, text);
                clock.Now += TimeSpan.FromMinutes(1);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task AnAgentIsKnownByItsCertificate()
    {
        using var servers = TestCertificates.Authority("servers");
        using var agents = TestCertificates.Authority("agents");
        using var others = TestCertificates.Authority("agents");
        await using var secured = await Start(servers, "server", (s, access) =>
            access.ClientCertificates = new ClientCertificateOptions { Ca = s.File("agents.crt", agents.ExportCertificatePem()), Names = ["node-1"] });
        Assert.Equal(HttpStatusCode.UpgradeRequired, await Get(secured, servers, "/v1/agents", TestCertificates.Issue(agents, "node-1", TestCertificates.ClientUse)));
        Assert.Equal(HttpStatusCode.Forbidden, await Get(secured, servers, "/", TestCertificates.Issue(agents, "node-1", TestCertificates.ClientUse)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(secured, servers, "/v1/agents", TestCertificates.Issue(agents, "node-2", TestCertificates.ClientUse)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(secured, servers, "/v1/agents", TestCertificates.Issue(others, "node-1", TestCertificates.ClientUse)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(secured, servers, "/v1/agents", TestCertificates.Issue(agents, "node-1", TestCertificates.ServerUse)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(secured, servers, "/v1/agents", TestCertificates.Issue(agents, "node-1", TestCertificates.ClientUse, days: -0.1)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(secured, servers, "/v1/agents", null));
    }

    private static Task<SecuredServer> Start(X509Certificate2 authority, string name, Action<SecuredServer, AccessOptions>? more = null) =>
        SecuredServer.Start((secured, access) =>
        {
            var (certificate, key) = TestCertificates.Issue(authority, name, TestCertificates.ServerUse);
            access.Tls = new TlsOptions { Certificate = secured.File("tls.crt", certificate), Key = secured.File("tls.key", key) };
            more?.Invoke(secured, access);
        });

    private static async Task<string?> Subject(SecuredServer secured)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, secured.Server.Address.Port, TestContext.Current.CancellationToken);
        using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate?.Subject;
    }

    private static async Task<HttpStatusCode> Get(SecuredServer secured, X509Certificate2 authority, string path, (string Certificate, string Key)? client)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Certificates.Trusting([authority]) } };
        if (client is { } pem)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(pem.Certificate, pem.Key), null, offline: true);
        using var http = new HttpClient(handler) { BaseAddress = secured.Server.Address, Timeout = RunningServer.Patience };
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
