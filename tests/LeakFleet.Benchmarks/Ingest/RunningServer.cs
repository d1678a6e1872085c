using System.Globalization;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>The in-process host as users run it: <c>leakfleet server</c>, with its state in a folder.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private RunningServer(DirectoryInfo folder, HostProcess host) => (_folder, Host) = (folder, host);

    public HostProcess Host { get; }

    public static async Task<RunningServer> Start()
    {
        var folder = Directory.CreateTempSubdirectory("leakfleet-benchmark-");
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{PostgresServer.FreePort()}");
        return new RunningServer(folder, await HostProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "leakfleet"), new Uri($"http://{address}"), "LeakFleet listens", "server", "--listen", address, "--state", folder.FullName));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
