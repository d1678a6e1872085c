using System.Net;
using System.Net.Sockets;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Hosting;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LeakFleet.Server;

/// <summary>The server as its hosts use it: <see cref="Build"/> and <see cref="Start"/> for a server of its own, the other two for one inside another host.</summary>
public static class LeakFleetServer
{
    /// <summary>Nothing that is posted is large; frames travel by WebSocket.</summary>
    private const int RequestBodyBytesMax = 64 * 1024;

    /// <summary>Pages and queries beside the agents.</summary>
    private const int OtherConnectionsMax = 500;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A server that is ready to be started.</summary>
    /// <exception cref="StartupException">Options are wrong; the message names every fault.</exception>
    public static WebApplication Build(ServerOptions options, Action<IServiceCollection>? more = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Validate();
        if (faults.Count > 0) throw new StartupException(string.Join("; ", faults));
        var address = options.ListenOn;

        // No arguments, no settings files of the working folder: what configures the server is its options alone.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options, address));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endPoint => Listen(endPoint, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        Quieten(builder.Logging);
        builder.Services.AddLeakFleetServer(options);
        more?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapLeakFleet();
        return app;
    }

    /// <summary>Starts a server, with one line about why when it cannot.</summary>
    /// <exception cref="StartupException">The port or the state folder is in use, or may not be used.</exception>
    public static async Task Start(WebApplication app, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            // The fleet first: an agent that connects at once must find everything that was persisted.
            app.Services.GetRequiredService<IFleet>();
            await app.StartAsync(cancellation);
        }
        catch (StateStoreException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
        catch (Exception exception) when (Reason(exception, app.Services.GetRequiredService<ServerOptions>()) is { } reason)
        {
            throw new StartupException(reason, exception);
        }
    }

    /// <summary>Everything the server needs. The fleet is the in-process one unless another was registered before.</summary>
    public static void AddLeakFleetServer(this IServiceCollection services, ServerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.TryAddSingleton<IFleet>(InProcess);
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton<AgentEndpoint>();
        services.AddSingleton<PageRenderer>();
        services.AddRoutingCore();
    }

    /// <summary>The ingest endpoint, the query API and the pages.</summary>
    public static void MapLeakFleet(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FaultBarrier>();
        app.UseWebSockets();
        app.UseMiddleware<LoopbackGuard>();
        AgentEndpoint.Map(app);
        ApiEndpoints.Map(app);
        PageEndpoints.Map(app);
    }

    private static InProcessFleet InProcess(IServiceProvider services)
    {
        var options = services.GetRequiredService<ServerOptions>();
        IStateStore store = options.StateFolder is { } folder
            ? FileStateStore.Open(folder, services.GetRequiredService<ILogger<FileStateStore>>())
            : new MemoryStateStore();
        return InProcessFleet.Start(
            store, options.Fleet, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<InProcessFleet>>());
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions options, ListenAddress address)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.AgentConnectionsMax + OtherConnectionsMax;
        limits.MaxConcurrentUpgradedConnections = options.AgentConnectionsMax;
        limits.MaxRequestBodySize = RequestBodyBytesMax;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Listen(address.Address, address.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static Socket Listen(EndPoint endPoint, ServerOptions options)
    {
        // Accepted sockets inherit these: the first probe after half the idle timeout, then two more before the peer counts as gone.
        var quarterSeconds = Math.Max(1, (int)(options.IdleTimeout.TotalSeconds / 4));
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, quarterSeconds * 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, quarterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
        return socket;
    }

    private static void Quieten(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        // Standard output belongs to the command that hosts the server.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Error);
        // A failure to start is thrown to the caller, who says it in one line; these two would print it with its stack as well.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static string? Reason(Exception exception, ServerOptions options)
    {
        var address = options.ListenOn;
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressInUseException) return $"port {address.Port} is in use on {address.Host} (choose another with --listen)";
            if (inner is not SocketException socket) continue;
            return socket.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"port {address.Port} is in use on {address.Host} (choose another with --listen)",
                SocketError.AccessDenied => $"not permitted to listen on port {address.Port} of {address.Host} (choose one above 1023 with --listen)",
                SocketError.AddressNotAvailable => $"{address.Host} is not an address of this machine (choose another with --listen)",
                _ => $"cannot listen on {address}: {socket.Message}",
            };
        }

        return null;
    }
}
