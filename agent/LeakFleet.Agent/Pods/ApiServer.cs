using System.Net.Http.Headers;

namespace LeakFleet.Agent.Pods;

/// <summary>Requests to the API server, with the authority and the token that the pod's files hold at the moment.</summary>
internal sealed class ApiServer(KubernetesOptions options, string node) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private HttpMessageInvoker? _http;
    private SocketsHttpHandler? _handler;

    /// <summary>Pods of one node in pages: a node of large pods would otherwise be many megabytes at once.</summary>
    public Uri List(string? next) => Pods($"limit=25{(next is null ? "" : $"&continue={Uri.EscapeDataString(next)}")}");

    public Uri Watch(string resourceVersion, int timeoutSeconds) =>
        Pods($"watch=1&allowWatchBookmarks=true&timeoutSeconds={timeoutSeconds}&resourceVersion={Uri.EscapeDataString(resourceVersion)}");

    /// <returns>The answer with its body unread, or why there is none.</returns>
    public async Task<(HttpResponseMessage? Response, string Fault)> Get(Uri address, CancellationToken cancellation)
    {
        // The handler keeps its connections until it fails: then authority and address may have changed.
        if (!options.Login.TryOpen(address, out var handler, out var token, out var fault)) return (null, fault);
        if (_http is null)
        {
            handler.ConnectTimeout = ConnectTimeout;
            (_handler, _http) = (handler, new HttpMessageInvoker(handler));
        }
        else handler.Dispose();

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return (await _http.SendAsync(request, cancellation), "");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Forget();
            return (null, e.GetBaseException().Message);
        }
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        _http?.Dispose();
        _handler?.Dispose();
        (_http, _handler) = (null, null);
    }

    private Uri Pods(string more) => new(options.ApiServer, $"/api/v1/pods?fieldSelector={Uri.EscapeDataString($"spec.nodeName={node}")}&{more}");
}
