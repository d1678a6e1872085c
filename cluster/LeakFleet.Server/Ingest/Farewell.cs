using System.Net.WebSockets;

namespace LeakFleet.Server.Ingest;

/// <summary>How a connection ends: the status and reason the agent is told.</summary>
/// <param name="IsRejection">A frame was refused: counted and logged.</param>
internal readonly record struct Farewell(WebSocketCloseStatus Status, string Reason, bool IsRejection)
{
    /// <summary>RFC 6455 leaves 123 bytes of a close frame for the reason.</summary>
    private const int ReasonCharsMax = 120;

    public static Farewell Normal { get; } = new(WebSocketCloseStatus.NormalClosure, "", false);

    public static Farewell Stopping { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "the server stops", false);

    /// <summary>What the agent proved itself by holds no longer: it comes back with what its files hold by now.</summary>
    public static Farewell Expired { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "the login expired", false);

    public static Farewell Failed { get; } = new(WebSocketCloseStatus.InternalServerError, "the server failed to take a message", false);

    /// <summary>The peer is gone; nobody hears this one.</summary>
    public static Farewell Lost { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "connection lost", false);

    public static Farewell TooLarge { get; } = new(WebSocketCloseStatus.MessageTooBig, "frame larger than allowed", true);

    public static Farewell TooSlow { get; } = new(WebSocketCloseStatus.PolicyViolation, "a large frame took too long", true);

    /// <summary>The agent is to connect again, to this server or another, and to begin with what is not acked (status 1012).</summary>
    public static Farewell SendAgain(string reason) => new((WebSocketCloseStatus)1012, Ascii($"send again: {reason}"), false);

    /// <summary>The bytes are not a frame (status 1007).</summary>
    public static Farewell Undecodable(string fault) => new(WebSocketCloseStatus.InvalidPayloadData, Ascii(fault), true);

    /// <summary>A frame, but not one that may come now (status 1008).</summary>
    public static Farewell NotAllowed(string fault) => new(WebSocketCloseStatus.PolicyViolation, Ascii(fault), true);

    // The fault may quote the frame: characters of several bytes would overrun the close frame, control characters the agent's log.
    private static string Ascii(string text) => string.Create(Math.Min(text.Length, ReasonCharsMax), text, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
    });
}
