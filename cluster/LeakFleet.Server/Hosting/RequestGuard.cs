using System.Net;
using LeakFleet.Server.Access;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Hosting;

/// <summary>
/// Every web page a user opens can reach what the user can, with the credentials that the browser keeps. A page whose name resolves to this server's
/// address (DNS rebinding) shows by its Host header: without authentication only loopback names are answered, with it those that the access file names,
/// and the address that was connected to: no name resolves its way into a Host header that is an address.
/// A page that posts or opens a WebSocket from elsewhere shows by its Origin. Both are refused. Agents and command lines send no Origin.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, ServerOptions options, ILogger<RequestGuard> logger)
{
    private const int ValueCharsMax = 100;

    public Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (!IsOwnHost(request))
        {
            Refuse(context, "the Host is", request.Host.Value);
            return options.Access is null
                ? Problem.Write(context, StatusCodes.Status400BadRequest, "The Host header must be a loopback name or address",
                    "This server answers to localhost, 127.0.0.1 and [::1] only.")
                : Problem.Write(context, StatusCodes.Status400BadRequest, "The Host header names another server", "The server's access file lists the names it answers to.");
        }

        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var upgrades = context.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0;
        if ((!reads || upgrades) && !IsOwnOrigin(request))
        {
            Refuse(context, "the Origin is", request.Headers.Origin);
            return Problem.Write(context, StatusCodes.Status403Forbidden, "The Origin of this request is another site",
                "Only pages of this server, and clients that send no Origin, may do that.");
        }

        return next(context);
    }

    private bool IsOwnHost(HttpRequest request)
    {
        if (options.Access is not { } access) return IsLoopbackHost(request.Host);
        // Probes ask by address and tell nothing; everything else takes a credential that a browser keeps for the name it was given for.
        if (access.Hosts.Count == 0 || request.Path == HealthEndpoint.Path) return true;
        return access.Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || IsLoopbackHost(request.Host)
            || IsAddress(request.Host, request.HttpContext.Connection.LocalIpAddress);
    }

    private void Refuse(HttpContext context, string what, string? value)
    {
        ServerMetrics.RequestsRefused.Add(1);
        DeniedRequest.Log(logger, context, $"{what} {Printable.Show(value ?? "", ValueCharsMax)}");
    }

    private static bool IsAddress(HostString host, IPAddress? address) =>
        address is not null && IPAddress.TryParse(Unbracketed(host.Host), out var asked) && Plain(asked).Equals(Plain(address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string Unbracketed(string name) => name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;

    internal static bool IsLoopbackHost(HostString host)
    {
        var name = host.Host;
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        return IPAddress.TryParse(Unbracketed(name), out var ip) && IPAddress.IsLoopback(ip);
    }

    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        return origins.Count == 0
            || (origins.Count == 1 && string.Equals(origins[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
    }
}
