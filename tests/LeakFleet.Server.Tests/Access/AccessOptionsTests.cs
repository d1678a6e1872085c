using LeakFleet.Server.Access;

namespace LeakFleet.Server.Tests.Access;

public sealed class AccessOptionsTests
{
    [Fact]
    public void BeyondLoopbackTlsIsTheRule()
    {
        var keys = Path.GetTempFileName();
        try
        {
            var options = new ServerOptions { Listen = "0.0.0.0:5341", Access = new AccessOptions { Keys = keys } };
            Assert.Contains("without TLS", Assert.Single(options.Validate()));
            options.Access.PlainHttp = true;
            Assert.Empty(options.Validate());
        }
        finally
        {
            File.Delete(keys);
        }
    }

    [Fact]
    public void AllFaultsAreToldTogether()
    {
        var faults = new AccessOptions
        {
            Keys = "/nowhere/keys",
            PlainHttp = true,
            Tls = new TlsOptions(),
            Hosts = ["a b"],
            Oidc = new OidcOptions { Issuer = "http://issuer.example.org" },
            ServiceAccounts = new ServiceAccountOptions { Ca = "/nowhere/ca", Token = "/nowhere/token", Allowed = ["x"] },
            ClientCertificates = new ClientCertificateOptions { Ca = "/nowhere/agents" },
        }.Validate();
        foreach (var start in new[] { "tls and plainHttp", "hosts", "keys", "tls:", "oidc.issuer", "oidc.audience", "oidc: neither", "serviceAccounts.allowed", "serviceAccounts.ca", "serviceAccounts.token", "clientCertificates.ca" })
            Assert.Contains(faults, f => f.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void AnAccessFileThatOpensNothingIsAFault() => Assert.Contains("nobody may use the server", Assert.Single(new AccessOptions().Validate()));

    [Theory]
    [InlineData("{\"kyes\":\"/etc/keys\"}", "kyes")]
    [InlineData("{\"keys\":7}", "keys")]
    [InlineData("{", "access file")]
    [InlineData("null", "is empty")]
    public void AnAccessFileThatIsWrongIsSaidInOneLine(string json, string word)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            var exception = Assert.Throws<StartupException>(() => AccessFile.Read(path));
            Assert.Contains(word, exception.Message);
            Assert.DoesNotContain('\n', exception.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AnAccessFileIsReadWithItsComments()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                {
                  // Agents by their pod's account.
                  "serviceAccounts": { "review": true, "allowed": ["leakfleet/agent"], "token": null },
                  "tls": { "certificate": "/c", "key": "/k" },
                }
                """);
            var access = AccessFile.Read(path);
            Assert.True(access.ServiceAccounts!.Review);
            Assert.Null(access.ServiceAccounts.Token);
            Assert.Equal("leakfleet", access.ServiceAccounts.Audience);
            Assert.Equal("/c", access.Tls!.Certificate);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
