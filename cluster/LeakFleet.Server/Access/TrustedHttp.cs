using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>HTTP to a provider or API server: with the authority and token that its files name at the moment, short answers, and no redirects.</summary>
internal sealed class TrustedHttp(string? caFile, string? tokenFile, TimeProvider clock, ILogger logger)
{
    private const int AnswerBytesMax = 256 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ReloadedFile<HttpClient> _client = new(caFile is null ? [] : [caFile], files => Client(files), clock, logger);
    private readonly ReloadedFile<string>? _token = tokenFile is null ? null : new ReloadedFile<string>([tokenFile], files => Bearer.Parse(files[0]), clock, logger);

    /// <summary>The body of a successful answer, or why there is none.</summary>
    public async Task<Parsed<string>> Send(HttpMethod method, Uri address, Func<HttpContent>? content, CancellationToken cancellation)
    {
        if (_client.Current is not { } client) return Parsed<string>.Bad($"no authority is known to check {address.Host} by");
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = content?.Invoke() };
            if (_token?.Current is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsStringAsync(cancellation)
                : Parsed<string>.Bad($"{address} answers {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Parsed<string>.Bad($"{address}: {exception.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Parsed<string>.Bad($"{address} does not answer within {Timeout.TotalSeconds} s");
        }
    }

    private static Parsed<HttpClient> Client(IReadOnlyList<byte[]> files)
    {
        X509ChainPolicy? policy = null;
        if (files.Count > 0)
        {
            var trusted = Certificates.ParseTrusted(files[0]);
            if (trusted.Value is null) return Parsed<HttpClient>.Bad(trusted.Fault ?? "");
            policy = Certificates.Trusting(trusted.Value);
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        return new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = AnswerBytesMax };
    }
}
