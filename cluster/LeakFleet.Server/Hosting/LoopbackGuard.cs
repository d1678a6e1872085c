using System.Net;
using LeakFleet.Server.Api;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Hosting;

/// <summary>
/// A loopback server needs no login, yet every web page its user opens can reach it. A page whose name resolves to 127.0.0.1 (DNS rebinding) shows
/// by its Host header; a page that posts or opens a WebSocket from elsewhere by its Origin. Both are refused. Agents and command lines send no Origin.
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next)
{
    public Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (!IsLoopbackHost(request.Host))
        {
            ServerMetrics.RequestsRefused.Add(1);
            return Problem.Write(context, StatusCodes.Status400BadRequest, "The Host header must be a loopback name or address",
                "This server answers to localhost, 127.0.0.1 and [::1] only.");
        }

        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var upgrades = context.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0;
        if ((!reads || upgrades) && !IsOwnOrigin(request))
        {
            ServerMetrics.RequestsRefused.Add(1);
            return Problem.Write(context, StatusCodes.Status403Forbidden, "The Origin of this request is another site",
                "Only pages of this server, and clients that send no Origin, may do that.");
        }

        return next(context);
    }

    internal static bool IsLoopbackHost(HostString host)
    {
        var name = host.Host;
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (name.StartsWith('[') && name.EndsWith(']')) name = name[1..^1];
        return IPAddress.TryParse(name, out var ip) && IPAddress.IsLoopback(ip);
    }

    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        return origins.Count == 0
            || (origins.Count == 1 && string.Equals(origins[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
    }
}
