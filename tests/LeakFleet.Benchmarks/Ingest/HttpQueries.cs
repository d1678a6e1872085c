using System.Diagnostics;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>The same questions as <see cref="QueryLoad"/>, asked over HTTP.</summary>
internal sealed class HttpQueries(Uri server) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Paths = ["/api/v1/findings", "/api/v1/processes?service=service-7", "/api/v1/processes?group=version", "/api/v1/services"];

    private readonly HttpClient _http = new() { BaseAddress = server };
    private readonly List<double> _milliseconds = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public async Task Run(CancellationToken stopping)
    {
        for (var i = 0; !stopping.IsCancellationRequested || i < 3 * Paths.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await _http.GetByteArrayAsync(new Uri(Paths[i % Paths.Length], UriKind.Relative), CancellationToken.None);
            // The first time compiles the code.
            if (i >= Paths.Length) _milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    public void Dispose() => _http.Dispose();
}
