using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using LeakFleet.Server.Access;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Delivery;

/// <summary>
/// HTTP to receivers. A receiver is only half trusted: it may not send us elsewhere (redirects are refused, since they would carry secrets and reach
/// addresses nobody configured), may not answer without end, and may not stand for the link-local addresses where clouds hand out credentials.
/// </summary>
internal sealed class HttpWay : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024;
    private const int AnswerCharsShown = 200;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = Client(caFile: null);

    /// <summary>One for each file of authorities that a receiver names: receivers are few, and none shares a connection that it would not trust.</summary>
    private readonly ConcurrentDictionary<string, HttpClient> _private = new(StringComparer.Ordinal);

    /// <summary>Posts a JSON document.</summary>
    public async Task<DeliveryOutcome> Post(ReceiverOptions receiver, ReadOnlyMemory<byte> json, Action<HttpRequestHeaders>? headers, CancellationToken cancellation, string path = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path.Length == 0 ? receiver.Url : new Uri(receiver.Url!, path));
        request.Content = new ReadOnlyMemoryContent(json);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("LeakFleet", ServerVersion.Text));
        if (receiver.BearerToken is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        headers?.Invoke(request.Headers);
        if (receiver.CaFile is { } ca && ReloadedFile.Read(ca, Certificates.ParseTrusted).Fault is { } unread) return DeliveryOutcome.TryLater($"the authorities of {receiver.Target}: {unread}");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(receiver.Timeout);
        try
        {
            using var answer = await Over(receiver).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await Judge(answer, limit.Token);
        }
        catch (HttpRequestException e)
        {
            return DeliveryOutcome.TryLater($"{receiver.Target}: {Reason(e)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return DeliveryOutcome.TryLater($"{receiver.Target}: no answer within {receiver.Timeout.TotalSeconds:0} s");
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var (_, http) in _private) http.Dispose();
    }

    private HttpClient Over(ReceiverOptions receiver) => receiver.CaFile is { } file ? _private.GetOrAdd(file, Client) : _http;

    private static HttpClient Client(string? caFile)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = Connect,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
        };
        if (caFile is not null)
        {
            // Read for each connection: a new authority needs no restart.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                ReloadedFile.Read(caFile, Certificates.ParseTrusted).Value is { } trusted && Certificates.IsTrusted(certificate, chain, errors, trusted);
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async Task<DeliveryOutcome> Judge(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode) return DeliveryOutcome.Delivered;
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400) return DeliveryOutcome.Refused(Text($"answered {status}, a redirect: configure the address that it leads to"));
        var fault = Text($"answered {status}: {await Beginning(answer, cancellation)}");
        // 408 and 429 ask for another try, 5xx is the receiver's own trouble; any other refusal would be repeated.
        return status is 408 or 425 or 429 or >= 500 ? DeliveryOutcome.TryLater(fault, RetryAfter(answer)) : DeliveryOutcome.Refused(fault);
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer) =>
        answer.Headers.RetryAfter is { Delta: { } delta } ? delta
        : answer.Headers.RetryAfter is { Date: { } date } && answer.Headers.Date is { } now && date > now ? date - now
        : null;

    private static async Task<string> Beginning(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var buffer = new byte[AnswerBytesMax];
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        var read = await stream.ReadAtLeastAsync(buffer, AnswerCharsShown * 4, throwOnEndOfStream: false, cancellation);
        return Printable.Show(System.Text.Encoding.UTF8.GetString(buffer, 0, read).ReplaceLineEndings(" ").Trim(), AnswerCharsShown);
    }

    // Not the exception's own message throughout: some of them hold the address, which may be the secret.
    private static string Reason(HttpRequestException e) => e.InnerException switch
    {
        SocketException socket => $"no connection ({socket.SocketErrorCode})",
        LinkLocalException => "resolves to a link-local address, which no receiver has",
        _ => e.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => "TLS failed: " + Printable.Show(e.InnerException?.Message ?? "", AnswerCharsShown),
            HttpRequestError.NameResolutionError => "the name does not resolve",
            HttpRequestError.ConnectionError => "no connection",
            var other => Text($"the exchange failed ({other})"),
        },
    };

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = Array.FindAll(addresses, address => !IsLinkLocal(address));
        if (allowed.Length == 0 && addresses.Length > 0) throw new LinkLocalException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static bool IsLinkLocal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.IsIPv6LinkLocal) return true;
        Span<byte> bytes = stackalloc byte[16];
        return address.AddressFamily == AddressFamily.InterNetwork && address.TryWriteBytes(bytes, out _) && bytes[0] == 169 && bytes[1] == 254;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class LinkLocalException : IOException;
}
