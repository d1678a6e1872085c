using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeakFleet.Server.Tests.Alerts;

/// <summary>A real Alertmanager, with one route to a webhook.</summary>
internal sealed class RunningAlertmanager : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private RunningAlertmanager(Process process, DirectoryInfo folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    public Uri Url { get; }

    public static async Task<RunningAlertmanager> Start(Uri webhook)
    {
        var program = Tool.Find("prometheus-alertmanager", "prometheus-alertmanager");
        var folder = Directory.CreateTempSubdirectory("leakfleet-alertmanager-");
        var config = Path.Combine(folder.FullName, "alertmanager.yml");
        await File.WriteAllTextAsync(config, $$"""
            route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
            receivers: [ { name: hook, webhook_configs: [ { url: '{{webhook}}', send_resolved: true } ] } ]
            """);
        var port = FreePort();
        var url = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo(program,
            [$"--config.file={config}", $"--storage.path={folder.FullName}/data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--log.level=error"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var alertmanager = new RunningAlertmanager(Process.Start(start)!, folder, url);
        alertmanager._process.BeginErrorReadLine();
        alertmanager._process.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = url };
        await Tool.Eventually(async () =>
        {
            try
            {
                return (await http.GetAsync("-/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode ? null : "Alertmanager is not ready";
            }
            catch (HttpRequestException e)
            {
                return e.Message;
            }
        });
        return alertmanager;
    }

    /// <summary>The alerts that it holds for firing, as its own tool lists them.</summary>
    public async Task<string> Query(params string[] matchers)
    {
        var (exitCode, output) = await Tool.Run(
            Tool.Find("amtool", "prometheus-alertmanager"), ["alert", "query", $"--alertmanager.url={Url}", "-o", "json", .. matchers]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
