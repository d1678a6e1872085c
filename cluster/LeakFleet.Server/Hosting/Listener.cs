using System.Net;
using System.Net.Sockets;
using LeakFleet.Server.Access;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace LeakFleet.Server.Hosting;

/// <summary>How the server listens: the bounds on what comes in, and the words for what stands in the way.</summary>
internal static class Listener
{
    /// <summary>Nothing that is posted is large; frames travel by WebSocket.</summary>
    private const int RequestBodyBytesMax = 64 * 1024;

    /// <summary>Pages and queries beside the agents.</summary>
    private const int OtherConnectionsMax = 500;

    public static void Limit(KestrelServerOptions kestrel, ServerOptions options)
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
        var address = options.ListenOn;
        kestrel.Listen(address.Address, address.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (kestrel.ApplicationServices.GetService<ServerCertificate>() is { } certificate) listen.UseHttps(certificate.Handshake());
        });
    }

    public static Socket Bind(EndPoint endPoint, ServerOptions options)
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

    /// <summary>Why the server cannot listen, in one line; null when the exception is about something else.</summary>
    public static string? Reason(Exception exception, ServerOptions options)
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
