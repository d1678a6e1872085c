using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LeakFleet.Server;

/// <summary>Where the server listens: an IP address, or <c>localhost</c> for 127.0.0.1, and a port; port 0 takes any free one.</summary>
public readonly record struct ListenAddress(IPAddress Address, int Port)
{
    public const int DefaultPort = 5341;

    public static ListenAddress Default { get; } = new(IPAddress.Loopback, DefaultPort);

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>The address as a person would name it: <c>127.0.0.1</c>, <c>[::1]</c>.</summary>
    public string Host => Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Reads <c>127.0.0.1:5341</c>, <c>[::1]:5341</c> or <c>localhost:5341</c>. Other names are refused: what they resolve to may change.</summary>
    public static bool TryParse(string? text, out ListenAddress address, [NotNullWhen(false)] out string? fault)
    {
        address = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (text is null || colon <= 0)
        {
            fault = $"'{text}' is not ADDRESS:PORT, such as 127.0.0.1:{DefaultPort.ToString(CultureInfo.InvariantCulture)}";
            return false;
        }

        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            fault = $"'{text[(colon + 1)..]}' in '{text}' is not a port (0 to 65535)";
            return false;
        }

        var host = text[..colon];
        if (!TryParseHost(host, out var ip))
        {
            fault = $"'{host}' in '{text}' is neither an IP address ([…] around IPv6) nor localhost";
            return false;
        }

        address = new ListenAddress(ip, port);
        fault = null;
        return true;
    }

    private static bool TryParseHost(string host, [NotNullWhen(true)] out IPAddress? ip)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            ip = IPAddress.Loopback;
            return true;
        }

        // IPAddress reads '1' and '0x7f.1' too; only the full dotted form is what a person meant. IPv6 without brackets cannot be told from its port.
        if (host.StartsWith('[') && host.EndsWith(']')) return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out ip);
        return IPAddress.TryParse(host, out ip) && ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() == host;
    }
}
