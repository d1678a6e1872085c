using System.Diagnostics.Metrics;

namespace LeakFleet.Server;

/// <summary>What the server counts about itself.</summary>
internal static class ServerMetrics
{
    public const string MeterName = "LeakFleet.Server";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> FramesReceived =
        Meter.CreateCounter<long>("leakfleet.server.frames.received", "{frame}", "Frames decoded and accepted");

    public static readonly Counter<long> FramesRejected =
        Meter.CreateCounter<long>("leakfleet.server.frames.rejected", "{frame}", "Frames refused; each closes its connection");

    public static readonly Counter<long> BytesReceived =
        Meter.CreateCounter<long>("leakfleet.server.bytes.received", "By", "Bytes of frames, after decompression");

    public static readonly Counter<long> AcksSent =
        Meter.CreateCounter<long>("leakfleet.server.acks.sent", "{frame}", "Acks sent to agents");

    public static readonly Counter<long> BackPressure =
        Meter.CreateCounter<long>("leakfleet.server.backpressure", "{wait}", "Waits of a connection for its messages to be persisted");

    public static readonly UpDownCounter<long> Connections =
        Meter.CreateUpDownCounter<long>("leakfleet.server.connections", "{connection}", "Agents connected");

    public static readonly Counter<long> ConnectionsRefused =
        Meter.CreateCounter<long>("leakfleet.server.connections.refused", "{connection}", "Agents refused: too many, or the wrong protocol");

    public static readonly Counter<long> RequestsRefused =
        Meter.CreateCounter<long>("leakfleet.server.requests.refused", "{request}", "Requests with a foreign Host or Origin");

    public static readonly Counter<long> RequestsFailed =
        Meter.CreateCounter<long>("leakfleet.server.requests.failed", "{request}", "Requests that met a bug");
}
