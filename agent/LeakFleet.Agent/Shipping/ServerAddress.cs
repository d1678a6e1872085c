using System.Diagnostics.CodeAnalysis;

namespace LeakFleet.Agent.Shipping;

/// <summary>From the address a person types to the endpoint a WebSocket connects to.</summary>
internal static class ServerAddress
{
    private const string AgentsPath = "/v1/agents";

    public static bool TryGetEndpoint(Uri server, [NotNullWhen(true)] out Uri? endpoint, [NotNullWhen(false)] out string? fault)
    {
        endpoint = null;
        fault = null;
        var scheme = server.IsAbsoluteUri ? server.Scheme : "";
        var mapped = scheme switch
        {
            "ws" or "http" => "ws",
            "wss" or "https" => "wss",
            _ => null,
        };
        if (mapped is null)
        {
            fault = $"'{server}' is not an address such as http://HOST:PORT or wss://HOST (http, https, ws and wss are supported)";
            return false;
        }

        if (server.UserInfo.Length > 0)
        {
            fault = "an address with a user or password in it would show up in logs";
            return false;
        }

        var path = server.AbsolutePath.TrimEnd('/');
        if (!path.EndsWith(AgentsPath, StringComparison.Ordinal)) path += AgentsPath;
        // The port is kept as it is, or a mapped scheme would change a default one.
        endpoint = new UriBuilder(mapped, server.Host, server.Port, path, server.Query).Uri;
        return true;
    }
}
