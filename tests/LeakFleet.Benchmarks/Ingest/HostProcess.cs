using System.Diagnostics;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>A server or a silo as a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private HostProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public TimeSpan ProcessorTime => Fresh().TotalProcessorTime;

    public long ResidentBytes => Fresh().WorkingSet64;

    /// <summary>Ready when it has said a line that begins so.</summary>
    public static async Task<HostProcess> Start(string program, Uri url, string readyLine, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var host = new HostProcess(process, url);
        var errors = process.StandardError.ReadToEndAsync();
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartTimeMax);
            if (line is null) throw new InvalidOperationException($"{program} ended at its start: {await errors}");
        }
        while (!line.StartsWith(readyLine, StringComparison.Ordinal));
        // What it still says must not fill the pipe.
        _ = process.StandardOutput.ReadToEndAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Fresh()
    {
        _process.Refresh();
        return _process;
    }
}
