using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LeakFleet.Agent.Tests.Pods;

/// <summary>Over TLS, as every API server is, with an authority that no system knows.</summary>
public sealed class PodWatchTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lf").FullName;

    public PodWatchTlsTests() => File.WriteAllText(TokenFile, "first-token\n");

    private string TokenFile => Path.Combine(_folder, "token");

    private string CaFile => Path.Combine(_folder, "ca.crt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheAuthorityOfThePodsFilesIsTrustedAndTheTokenReadAgain()
    {
        using var authority = Authority("cluster");
        using var certificate = Certificate(authority);
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        await using var api = await FakeApiServer.Start(certificate);
        api.List("5", SamplePods.Json(1)).Answer(async context =>
        {
            await File.WriteAllTextAsync(TokenFile, "second-token");
            context.Abort();
        }).Follow(FakeApiServer.Event("ADDED", SamplePods.Json(2, version: "6")));

        await using var run = await WatchRun.Start(api, TokenFile, ca: CaFile);
        await WatchRun.Until(() => run.Knows(2));

        Assert.Equal(["Bearer first-token", "Bearer first-token", "Bearer second-token"], api.Requests.Select(request => request.Authorization));
        Assert.True(run.Knows(1));
    }

    [Fact]
    public async Task AServerOfAnotherAuthorityIsShownNoTokenAndToldInOneLine()
    {
        using var authority = Authority("cluster");
        using var other = Authority("somebody");
        using var certificate = Certificate(other);
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        await using var api = await FakeApiServer.Start(certificate);
        api.List("5", SamplePods.Json(1)).Follow();

        await using var run = await WatchRun.Start(api, TokenFile, ca: CaFile);
        await WatchRun.Until(() => run.Status.Troubles.Count > 0);

        var trouble = Assert.Single(run.Status.Troubles).Value;
        Assert.StartsWith("pods are not known: ", trouble, StringComparison.Ordinal);
        Assert.Contains("certificate", trouble, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', trouble);
        Assert.Empty(api.Requests);

        // Once the authority's file is replaced, the next try succeeds: authorities are rotated while agents run.
        File.WriteAllText(CaFile, other.ExportCertificatePem());
        await WatchRun.Until(() => run.Knows(1));
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Certificate(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
