using System.Net;
using System.Net.Sockets;

namespace LeakFleet.Server.Tests;

public sealed class StartupTests
{
    [Fact]
    public async Task APortInUseIsSaidInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = RunningServer.Options();
        options.Listen = $"127.0.0.1:{port}";
        await using var app = LeakFleetServer.Build(options);
        var exception = await Assert.ThrowsAsync<StartupException>(() => LeakFleetServer.Start(app, TestContext.Current.CancellationToken));
        Assert.Equal($"port {port} is in use on 127.0.0.1 (choose another with --listen)", exception.Message);
    }

    [Fact]
    public async Task AStateFolderThatCannotBeIsSaidInOneLine()
    {
        var file = Path.GetTempFileName();
        try
        {
            var options = RunningServer.Options();
            options.StateFolder = file;
            await using var app = LeakFleetServer.Build(options);
            var exception = await Assert.ThrowsAsync<StartupException>(() => LeakFleetServer.Start(app, TestContext.Current.CancellationToken));
            Assert.Contains(file, exception.Message);
            Assert.DoesNotContain('\n', exception.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task ARestartGoesOnWithWhatWasAcked()
    {
        var folder = Directory.CreateTempSubdirectory("leakfleet-");
        try
        {
            var options = RunningServer.Options();
            options.StateFolder = folder.FullName;
            var process = new SampleProcess(100);
            await using (var server = await RunningServer.Start(options))
            {
                using var agent = await TestAgent.ConnectAndGreet(server);
                await agent.Send(process.Description());
                await agent.ReceiveAck(process.Key, 1);
            }

            await using (var server = await RunningServer.Start(options))
                Assert.NotNull(await server.Fleet.Process(process.Key, cancellation: TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
