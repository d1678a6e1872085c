using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LeakFleet.Server.Tests.Access;

namespace LeakFleet.Server.Tests.Reports;

/// <summary>A real SMTP server (aiosmtpd) that keeps what it gets in a mail folder.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private MailServer(Process process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>PEM file of the authority that its certificate comes from.</summary>
    public string AuthorityFile => Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>In the clear, and from everybody.</summary>
    public static Task<MailServer> Start() =>
        Start((port, folder) => new ProcessStartInfo(Tool.Find("aiosmtpd", "python3-aiosmtpd"), ["-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", $"127.0.0.1:{port}", Path.Combine(folder, "mail")]));

    /// <summary>By TLS alone, and only from <c>leakfleet</c> with the password <c>r1ght</c>.</summary>
    /// <param name="mode"><c>starttls</c>, or <c>tls</c> from the first byte.</param>
    public static Task<MailServer> StartSecured(string mode) => Start((port, folder) =>
    {
        Tool.Find("aiosmtpd", "python3-aiosmtpd");
        var authority = TestCertificates.Authority("mail authority");
        var (certificate, key) = TestCertificates.Issue(authority, "mail.example.org", TestCertificates.ServerUse);
        File.WriteAllText(Path.Combine(folder, "authority.pem"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "certificate.pem"), certificate);
        File.WriteAllText(Path.Combine(folder, "key.pem"), key);
        var program = Path.Combine(Tool.RepositoryRoot, "tests", "LeakFleet.Server.Tests", "Reports", "mail-server.py");
        // Debian's own Python has the package, whatever other one comes first.
        return new ProcessStartInfo("/usr/bin/python3", [program, $"{port}", Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"), Path.Combine(folder, "mail"), mode]);
    });

    private static async Task<MailServer> Start(Func<int, string, ProcessStartInfo> command)
    {
        var folder = Directory.CreateTempSubdirectory("leakfleet-mail-");
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var server = new MailServer(Process.Start(command(port, folder.FullName))!, folder, port);
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
