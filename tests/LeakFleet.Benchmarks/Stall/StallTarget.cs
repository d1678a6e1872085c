using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakFleet.Benchmarks.Stall;

/// <summary>A LeakyApp that watches itself for stalls.</summary>
internal sealed class StallTarget : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private StallTarget(string scenario, Process process) => (Scenario, _process) = (scenario, process);

    public string Scenario { get; }

    public int ProcessId => _process.Id;

    public static async Task<StallTarget> StartAsync(string scenario)
    {
        var output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(Path.GetDirectoryName(output)!);
        var program = Path.GetFullPath(Path.Combine(output, "../../../../targets/LeakyApp/bin", configuration, Path.GetFileName(output), "LeakyApp.dll"));
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var process = Process.Start(new ProcessStartInfo(host, [program, "--scenario", scenario, "--report-stalls", "--exit-on-stdin-close"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // The demo's setting: collections, and so moments at which a walk meets one, come every second or two.
            Environment = { ["DOTNET_GCgen0size"] = "0x200000" },
        })!;
        var target = new StallTarget(scenario, process);
        await target.ReadAsync("READY ");
        return target;
    }

    /// <summary>The stalls since the previous call.</summary>
    public async Task<StallFigures> TakeAsync()
    {
        await _process.StandardInput.WriteLineAsync("stalls");
        return StallFigures.Parse(await ReadAsync("STALLS "));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(AnswerMax);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }

    private async Task<string> ReadAsync(string prefix)
    {
        using var limit = new CancellationTokenSource(AnswerMax);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
                return line[prefix.Length..];
        }

        throw new InvalidOperationException($"{Scenario} ended early");
    }
}
