using System.Net.Http.Json;
using LeakFleet.Server.Api;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>The query API of a server that a test has started.</summary>
internal sealed class FleetApi(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
    private string _newest = "nothing yet";

    /// <summary>Null when the server does not answer just now, or does not know the process.</summary>
    public async Task<ProcessResponse?> TryFindAsync(int pid)
    {
        try
        {
            var fleet = await _http.GetFromJsonAsync("api/v1/processes", ServerJson.Default.ProcessesResponse, TestContext.Current.CancellationToken);
            _newest = string.Join("; ", fleet!.Processes);
            return fleet.Processes.FirstOrDefault(process => process.Pid == pid);
        }
        catch (HttpRequestException failure)
        {
            _newest = failure.Message;
            return null;
        }
    }

    public Task<ProcessResponse> ProcessAsync(int pid, Func<ProcessResponse, bool> isWanted) => Eventually.SomeAsync(
        async () => await TryFindAsync(pid) is { } process && isWanted(process) ? process : null,
        () => $"process {pid} is not what was waited for: {_newest}");

    public async Task<ProcessDetailResponse> DetailAsync(string key) => (await _http.GetFromJsonAsync(
        $"api/v1/processes/{key}", ServerJson.Default.ProcessDetailResponse, TestContext.Current.CancellationToken))!;

    public async Task AskForEvidenceAsync(string fingerprint)
    {
        using var answer = await _http.PostAsync($"api/v1/findings/{fingerprint}/evidence", null, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    public Task<RetentionResponse> RetentionAsync(string fingerprint) => Eventually.SomeAsync(
        async () => (await _http.GetFromJsonAsync($"api/v1/findings/{fingerprint}", ServerJson.Default.FindingDetailResponse, TestContext.Current.CancellationToken))?.Retention,
        () => $"nobody found out what holds the objects of finding {fingerprint}");

    public Task<string> PageAsync() => _http.GetStringAsync("/", TestContext.Current.CancellationToken);

    public void Dispose() => _http.Dispose();
}
