using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakFleet.Cli.Demo;

/// <summary>A running demo program. It ends when its standard input closes, so even a killed demo leaves none behind.</summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(3);

    private readonly Process _process;

    private TargetProcess(DemoTarget target, Process process) => (Target, _process, Pid) = (target, process, process.Id);

    public DemoTarget Target { get; }

    /// <summary>Also after its end.</summary>
    public int Pid { get; }

    public static async Task<TargetProcess> StartAsync(DemoTarget target, CancellationToken cancellation)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "demo", "LeakyApp.dll");
        if (!File.Exists(program)) throw new CommandException($"the demo's program is missing: {program}");

        var start = new ProcessStartInfo(DotnetHost())
        {
            ArgumentList = { program, "--scenario", target.Scenario, "--exit-on-stdin-close" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["OTEL_SERVICE_NAME"] = target.Service,
                ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.version={target.Version}",
                // A production heap collects gen2 every few minutes. Two minutes must show as much here, so the youngest generation is
                // made small: collections then come by themselves every second or two, at the same work per byte.
                ["DOTNET_GCgen0size"] = "0x200000",
                ["DOTNET_TieredPGO"] = "0",
            },
        };
        var process = new TargetProcess(target, Process.Start(start) ?? throw new CommandException($"cannot start {program}"));
        try
        {
            await process.ReadyAsync(cancellation);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(EndTimeout);
        }
        catch (Exception failure) when (failure is TimeoutException or IOException)
        {
            if (!_process.HasExited) _process.Kill();
        }
        finally
        {
            _process.Dispose();
        }
    }

    private async Task ReadyAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ReadyTimeout);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
                if (line.StartsWith("READY", StringComparison.Ordinal)) return;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"the demo's program did not get ready within {ReadyTimeout.TotalSeconds:0} s");
        }

        throw new CommandException($"the demo's program ended before it was ready (exit code {(_process.HasExited ? _process.ExitCode : -1)})");
    }

    /// <summary>The host that runs this very process: <c>dotnet</c> need not be on the path.</summary>
    private static string DotnetHost()
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
