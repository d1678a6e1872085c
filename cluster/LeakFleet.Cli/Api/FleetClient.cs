using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Agent.Shipping;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Api;

/// <summary>A server's query API, as the commands read it. Every failure is a <see cref="CommandException"/> that names the server.</summary>
internal sealed class FleetClient : IDisposable
{
    /// <summary>Largest answer read: some twenty thousand processes.</summary>
    private const long AnswerBytesMax = 64 * 1024 * 1024;

    /// <summary>Pages of a thousand processes.</summary>
    private const int PagesMax = 20;

    private readonly HttpClient _http;

    /// <exception cref="CommandException">A file of the login cannot be used.</exception>
    public FleetClient(Uri server, ServerLogin? login = null)
    {
        if (!(login ?? new ServerLogin()).TryOpen(server, out var handler, out var token, out var fault)) throw new CommandException(fault);
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        _http = new HttpClient(handler)
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Server => _http.BaseAddress!;

    /// <summary>All processes, page after page.</summary>
    public async Task<ProcessesResponse> ProcessesAsync(CancellationToken cancellation)
    {
        var first = await GetAsync("api/v1/processes?limit=1000", ServerJson.Default.ProcessesResponse, cancellation);
        var processes = new List<ProcessResponse>(first.Processes);
        var cursor = first.NextCursor;
        for (var page = 1; cursor is not null && page < PagesMax; page++)
        {
            var next = await GetAsync($"api/v1/processes?limit=1000&cursor={cursor}", ServerJson.Default.ProcessesResponse, cancellation);
            processes.AddRange(next.Processes);
            cursor = next.NextCursor;
        }

        return first with { Processes = processes };
    }

    public Task<FindingsResponse> FindingsAsync(CancellationToken cancellation) =>
        GetAsync("api/v1/findings?limit=1000", ServerJson.Default.FindingsResponse, cancellation);

    public Task<HealthResponse> HealthAsync(CancellationToken cancellation) => GetAsync("healthz", ServerJson.Default.HealthResponse, cancellation);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => Parse(await TextAsync(path, cancellation), type);

    /// <summary>An answer of the server as what it should be.</summary>
    public T Parse<T>(string text, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new CommandException($"{Server} answered nothing");
        }
        catch (JsonException)
        {
            throw NotLeakFleet();
        }
    }

    /// <summary>The answer as the server gives it.</summary>
    public Task<string> TextAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Has something changed; the answer as the server gives it.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, path, cancellation);
            return await response.Content.ReadAsStringAsync(cancellation);
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException socket)
        {
            throw new CommandException($"no server answers at {Server} ({socket.SocketErrorCode}); start one with 'leakfleet up', or name another with --server");
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException($"{Server}{path}: {failure.GetBaseException().Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"{Server} did not answer within {_http.Timeout.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<CommandException> RefusalAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new CommandException($"{Server} refuses this command ({(int)response.StatusCode}): name an API key or token that may with --token-file");
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return new CommandException($"{Server}{path}: status {(int)response.StatusCode}");
        var problem = await response.Content.ReadFromJsonAsync(ServerJson.Default.ProblemResponse, cancellation);
        return problem is null ? NotLeakFleet() : new CommandException(Printable.Show($"{problem.Title}: {problem.Detail}", 1000));
    }

    private CommandException NotLeakFleet() => new($"what answers at {Server} is not a LeakFleet server");
}
