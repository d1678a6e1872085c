using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeakFleet.Server.Tests.Reports;

/// <summary>A real SMTP server (aiosmtpd) that keeps what it gets in a mail folder.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private MailServer(Process process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static async Task<MailServer> Start()
    {
        var program = Tool.Find("aiosmtpd", "python3-aiosmtpd");
        var folder = Directory.CreateTempSubdirectory("leakfleet-mail-");
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var start = new ProcessStartInfo(program, ["-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", $"127.0.0.1:{port}", Path.Combine(folder.FullName, "mail")]);
            var server = new MailServer(Process.Start(start)!, folder, port);
            await Tool.Eventually(async () =>
            {
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                    return null;
                }
                catch (SocketException e)
                {
                    return e.Message;
                }
            });
            return server;
        }
    }

    /// <summary>The messages so far, as they were received.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            var arrived = new DirectoryInfo(Path.Combine(_folder.FullName, "mail", "new"));
            return arrived.Exists ? [.. arrived.EnumerateFiles().Select(f => File.ReadAllText(f.FullName))] : [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
