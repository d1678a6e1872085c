using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using LeakFleet.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Tests.Shipping;

/// <summary>A real endpoint on the loopback interface. What it does after Hello is up to the test.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();

    private TestServer(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public Uri Uri => new($"http://127.0.0.1:{Port}");

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Every Data frame in the order of arrival.</summary>
    public ConcurrentQueue<Data> Received { get; } = new();

    public ConcurrentQueue<AgentReport> Reports { get; } = new();

    public ConcurrentQueue<Hello> Hellos { get; } = new();

    /// <summary>Called for each Data frame with a way to answer.</summary>
    public Func<Data, Func<byte[], Task>, Task> OnData { get; set; } = (data, send) => send(Encode(new Ack(data.Process, data.Epoch, data.Sequence)));

    public byte[] WelcomeFrame { get; set; } = Encode(new Welcome(WireLimits.ProtocolVersion, "test"));

    public bool AllowsDeflate { get; set; } = true;

    /// <summary>Answered instead of a WebSocket when not 0.</summary>
    public int RefuseWith { get; set; }

    /// <summary>A port below those given out on demand: nobody takes it between two uses.</summary>
    public static int FindStablePort()
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException) when (attempt < 100)
            {
                // Taken: another one.
            }
        }
    }

    public static async Task<TestServer> StartAsync(int port = 0, Action<TestServer>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var server = new TestServer(app);
        configure?.Invoke(server);
        app.UseWebSockets();
        app.Map("/v1/agents", server.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public static byte[] Encode(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Encode(frame, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Stops without a goodbye, as a killed server does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (RefuseWith != 0)
        {
            context.Response.StatusCode = RefuseWith;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = "leakfleet.v1", DangerousEnableCompression = AllowsDeflate });
        try
        {
            await TalkAsync(socket, _stopping.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    private async Task TalkAsync(WebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[WireLimits.FrameBytesMax];
        Task Send(byte[] frame) => socket.SendAsync(frame, WebSocketMessageType.Binary, true, cancellation);
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                length += result.Count;
            }
            while (!result.EndOfMessage);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                return;
            }

            Assert.True(FrameCodec.TryDecode(buffer.AsSpan(0, length), out var frame, out var fault), fault);
            if (frame is Hello hello)
            {
                Hellos.Enqueue(hello);
                await Send(WelcomeFrame);
            }
            else if (frame is AgentReport report) Reports.Enqueue(report);
            else if (frame is Data data)
            {
                Received.Enqueue(data);
                await OnData(data, Send);
            }
        }
    }
}
