using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Agent.Shipping;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Api;

/// <summary>A server's reports, as the commands read them. Every failure is a <see cref="CommandException"/>.</summary>
internal sealed class ReportClient : IDisposable
{
    private const long AnswerBytesMax = 16 * 1024 * 1024;

    private readonly Uri _server;
    private readonly HttpClient _http;

    /// <exception cref="CommandException">A file of the login cannot be used.</exception>
    public ReportClient(Uri server, ServerLogin login)
    {
        if (!login.TryOpen(server, out var handler, out var token, out var fault)) throw new CommandException(fault);
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        _server = server;
        _http = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = AnswerBytesMax };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<ReportsResponse> ListAsync(CancellationToken cancellation) =>
        Parse(await TextAsync("api/v1/reports", cancellation), ReportApiJson.Default.ReportsResponse);

    public async Task<Report> RunAsync(string schedule, CancellationToken cancellation) =>
        Parse(await SendAsync(HttpMethod.Post, $"api/v1/report-schedules/{Uri.EscapeDataString(schedule)}/run", cancellation), ReportJson.Default.Report);

    public Task<string> TextAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, cancellation);

    public void Dispose() => _http.Dispose();

    private T Parse<T>(string text, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new CommandException($"{_server} answered nothing");
        }
        catch (JsonException)
        {
            throw new CommandException($"what answers at {_server} is not a LeakFleet server of this version");
        }
    }

    private async Task<string> SendAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await _http.SendAsync(request, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.IsSuccessStatusCode ? text : throw new CommandException($"{_server}: {Detail(text) ?? $"answered {(int)answer.StatusCode}"}");
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException socket)
        {
            throw new CommandException($"no server answers at {_server} ({socket.SocketErrorCode}); start one with 'leakfleet up', or name another with --server");
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException($"{_server}{path}: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"{_server} did not answer within {_http.Timeout.TotalSeconds:0} s");
        }
    }

    private static string? Detail(string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(problem);
            return json.RootElement.TryGetProperty("detail", out var detail) ? Printable.Show(detail.GetString() ?? "") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
