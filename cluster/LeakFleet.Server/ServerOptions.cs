using LeakFleet.Fleet;
using LeakFleet.Server.Access;
using LeakFleet.Server.Configuration;

namespace LeakFleet.Server;

/// <summary>What the server is told at start-up. <see cref="Validate"/> names every fault at once.</summary>
public sealed class ServerOptions
{
    /// <summary>ADDRESS:PORT, see <see cref="ListenAddress"/>.</summary>
    public string Listen { get; set; } = ListenAddress.Default.ToString();

    /// <summary>Where the state of the fleet is kept; null keeps it in memory and forgets it at the end.</summary>
    public string? StateFolder { get; set; }

    /// <summary>File with receivers, alerts and reports; null for none. It is read once, at the start.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>Who may use the server; null allows everything to everybody on this machine, and listens on loopback only.</summary>
    public AccessOptions? Access { get; set; }

    /// <summary>Options of the in-process fleet.</summary>
    public FleetOptions Fleet { get; set; } = new();

    /// <summary>Agents connected at the same time; 2,000 covers a large cluster with one agent per node.</summary>
    public int AgentConnectionsMax { get; set; } = 2000;

    /// <summary>Messages of one connection that are not persisted yet. At the bound the server stops reading and TCP slows the agent down.</summary>
    public int OutstandingMessagesMax { get; set; } = 8192;

    /// <summary>Processes one connection may speak of; an agent watches 500 at a time.</summary>
    public int ProcessesOfConnectionMax { get; set; } = 20_000;

    /// <summary>Frames above <see cref="Ingest.FrameReceiver.SmallFrameBytes"/> that are received at the same time, over all connections: bounds memory.</summary>
    public int LargeFramesMax { get; set; } = 64;

    /// <summary>Agents remembered after they disconnected, so that a missing one stays visible.</summary>
    public int AgentsRememberedMax { get; set; } = 4096;

    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A peer whose machine answers nothing for this long is gone. One that is merely quiet, as its node runs no .NET process, is welcome.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often acks are collected: at most one per process and interval.</summary>
    public TimeSpan AckInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary><see cref="Listen"/> as an address, once it is valid.</summary>
    internal ListenAddress ListenOn => ListenAddress.TryParse(Listen, out var address, out _) ? address : ListenAddress.Default;

    /// <summary>What <see cref="ConfigFile"/> says, once it was validated.</summary>
    internal ServerConfig Config { get; set; } = new();

    /// <summary>Every fault, in words for the person who set the option; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!ListenAddress.TryParse(Listen, out var address, out var fault)) faults.Add($"listen: {fault}");
        else if (!address.IsLoopback && Access is null)
            faults.Add($"listening on {address} needs authentication: name an access file with --access, or use a loopback address");
        else if (!address.IsLoopback && Access is { Tls: null, PlainHttp: false })
            faults.Add($"listening on {address} without TLS would show every credential to the network: give tls in the access file, or plainHttp where TLS ends in front");
        if (Access is not null) faults.AddRange(Access.Validate().Select(f => $"access: {f}"));

        Range(faults, "agent connections", AgentConnectionsMax, 1, 100_000);
        Range(faults, "outstanding messages", OutstandingMessagesMax, 1, 1_000_000);
        Range(faults, "processes of a connection", ProcessesOfConnectionMax, 1, 1_000_000);
        Range(faults, "large frames", LargeFramesMax, 1, 10_000);
        Range(faults, "agents remembered", AgentsRememberedMax, 1, 1_000_000);
        Range(faults, "hello timeout", HelloTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(faults, "idle timeout", IdleTimeout, TimeSpan.FromSeconds(4), TimeSpan.FromHours(1));
        Range(faults, "ack interval", AckInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        if (Fleet is null) faults.Add("fleet: its options are missing");
        else faults.AddRange(Fleet.Validate().Select(f => $"fleet: {f}"));
        if (ConfigFile is not null) Config = ServerConfig.Read(ConfigFile);
        faults.AddRange(Config.Faults);
        return faults;
    }

    private static void Range<T>(List<string> faults, string name, T value, T min, T max) where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0) faults.Add($"{name}: {value} is not within {min} to {max}");
    }
}
