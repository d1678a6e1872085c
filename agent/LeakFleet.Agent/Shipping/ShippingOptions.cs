using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>Where observations are sent, and how much is kept until they have arrived. <see cref="Validate"/> names every fault at once.</summary>
public sealed class ShippingOptions
{
    /// <summary>Address of the server: <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</summary>
    public Uri ServerUri { get; set; } = new("http://127.0.0.1:5341");

    /// <summary>How the agent proves who it is.</summary>
    public ServerLogin Login { get; set; } = new();

    /// <summary>Name of this agent in the server's list of agents.</summary>
    public string Agent { get; set; } = "agent";

    public string Node { get; set; } = Environment.MachineName;

    public string AgentVersion { get; set; } = typeof(ShippingOptions).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Encoded bytes the outbox holds. A busy node of 100 processes ships about 20 MB an hour: this outlasts a server restart many times over.</summary>
    public long OutboxBytesMax { get; set; } = 32 * 1024 * 1024;

    public int OutboxMessagesMax { get; set; } = 20_000;

    /// <summary>Messages sent and not yet acked. At the bound the agent waits, so that a slow server slows it instead of filling buffers on the way.
    /// One process has a quarter of them.</summary>
    public int SendWindowMessages { get; set; } = 4096;

    /// <summary>
    /// A message not acked for this long stops counting against <see cref="SendWindowMessages"/>: the server refuses its process or cannot persist it,
    /// and neither may stop the other processes. A healthy server acks within seconds, a silo that writes every 30 s within somewhat more than that.
    /// </summary>
    public TimeSpan AckPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the agent tells how it is doing itself.</summary>
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For connecting, and again for the answer to Hello.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping after this much silence; with <see cref="PingTimeout"/> a peer that vanished is noticed within 30 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For the answer to a ping.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Upper bound of the first wait after a connection ends; it doubles up to <see cref="BackoffMax"/>, and each wait is a random part of it.</summary>
    public TimeSpan BackoffMin { get; set; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection that lasted this long was a good one: the next wait is short again. Without it, a server that greets and fails is hammered.</summary>
    public TimeSpan StableConnection { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time to send what is pending, and to see it acked, when the agent stops.</summary>
    public TimeSpan ShutdownFlush { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Every fault, in words for the person who set the option; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!ServerAddress.TryGetEndpoint(ServerUri, out _, out var fault)) faults.Add($"server: {fault}");
        faults.AddRange(Login.Validate(ServerUri));
        Range(faults, "outbox bytes", OutboxBytesMax, WireLimits.FrameBytesMax, 16L * 1024 * 1024 * 1024);
        Range(faults, "outbox messages", OutboxMessagesMax, 1, 10_000_000);
        Range(faults, "send window messages", SendWindowMessages, 1, 1_000_000);
        Range(faults, "ack patience", AckPatience, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Range(faults, "connect timeout", ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        Range(faults, "ping interval", PingInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(faults, "ping timeout", PingTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(faults, "back-off", BackoffMin, TimeSpan.FromMilliseconds(1), BackoffMax);
        Range(faults, "longest back-off", BackoffMax, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Range(faults, "stable connection", StableConnection, TimeSpan.Zero, TimeSpan.FromHours(1));
        Range(faults, "shutdown flush", ShutdownFlush, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        return faults;
    }

    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    internal void ThrowIfInvalid()
    {
        if (Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join("; ", faults));
    }

    private static void Range<T>(List<string> faults, string name, T value, T min, T max) where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0) faults.Add($"{name}: {value} is not within {min} to {max}");
    }
}
