using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Api;

/// <summary>A server's query API, as the commands read it. Every failure is a <see cref="CommandException"/> that names the server.</summary>
internal sealed class FleetClient : IDisposable
{
    /// <summary>Largest answer read: some twenty thousand processes.</summary>
    private const long AnswerBytesMax = 64 * 1024 * 1024;

    private readonly HttpClient _http;

    public FleetClient(Uri server) => _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(15),
        MaxResponseContentBufferSize = AnswerBytesMax,
    };

    public Task<ProcessesResponse> ProcessesAsync(CancellationToken cancellation) =>
        GetAsync("api/v1/processes", ServerJson.Default.ProcessesResponse, cancellation);

    public Task<FindingsResponse> FindingsAsync(CancellationToken cancellation) =>
        GetAsync("api/v1/findings", ServerJson.Default.FindingsResponse, cancellation);

    public Task<HealthResponse> HealthAsync(CancellationToken cancellation) => GetAsync("healthz", ServerJson.Default.HealthResponse, cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            return await _http.GetFromJsonAsync(path, type, cancellation)
                ?? throw new CommandException($"{_http.BaseAddress} answered nothing to {path}");
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException socket)
        {
            throw new CommandException($"no server answers at {_http.BaseAddress} ({socket.SocketErrorCode}); start one with 'leakfleet up', or name another with --server");
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException($"{_http.BaseAddress}{path}: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"{_http.BaseAddress} did not answer within {_http.Timeout.TotalSeconds:0} s");
        }
        catch (JsonException)
        {
            throw new CommandException($"what answers at {_http.BaseAddress} is not a LeakFleet server");
        }
    }
}
