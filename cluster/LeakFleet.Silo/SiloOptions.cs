using System.Net;
using LeakFleet.Database;
using LeakFleet.Server;

namespace LeakFleet.Silo;

/// <summary>What a silo is told at start-up. <see cref="Validate"/> names every fault at once.</summary>
public sealed class SiloOptions
{
    public const string ServiceId = "leakfleet";

    /// <summary>What it serves, as a server does.</summary>
    public ServerOptions Server { get; set; } = new();

    /// <summary>Connection string of PostgreSQL; null for one silo alone that remembers nothing, for development.</summary>
    public string? Database { get; set; }

    /// <summary>Silos of one cluster name the same; another name is another cluster with the same state.</summary>
    public string Cluster { get; set; } = "leakfleet";

    /// <summary>Where other silos reach this one. Between silos nothing is encrypted or authenticated: a private network only.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    public int SiloPort { get; set; } = 11111;

    public int GatewayPort { get; set; } = 30000;

    /// <summary>Parts of the index. The same in all silos of a cluster; a service's part changes with it.</summary>
    public int IndexParts { get; set; } = 32;

    /// <summary>How often the state of a process is written when it changed; acks wait for it.</summary>
    public TimeSpan WriteInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages of one process that bring its write forward.</summary>
    public int WriteMessagesMax { get; set; } = 64;

    /// <summary>States written at the same time; the others wait their turn. Below what the connection string allows in connections, 100 unless it says otherwise.</summary>
    public int WritesAtOnceMax { get; set; } = 32;

    /// <summary>Processes this silo holds; those beyond it are refused and never acked.</summary>
    public int ProcessesMax { get; set; } = 200_000;

    /// <summary>Processes one part of the index lists. A row takes about a kilobyte.</summary>
    public int IndexRowsMax { get; set; } = 50_000;

    /// <summary>How often a part of the index is written.</summary>
    public TimeSpan IndexWriteInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often changes reach the index.</summary>
    public TimeSpan PublishInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A process or service of which nothing is heard for so long leaves the memory of its silo, not the fleet.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>A part of the index that does not answer in this time is missing in the answer, which says so.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A grain that does not answer a frame in this time makes its agent send it again.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Every fault, in words for the person who set the option; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Server is null) faults.Add("server: its options are missing");
        else
        {
            faults.AddRange(Server.Validate());
            if (Server.StateFolder is not null) faults.Add("state folder: a silo keeps its state in the database");
        }

        if (Database is not null)
        {
            try
            {
                ConnectionText.Parse(Database);
            }
            catch (DatabaseException exception)
            {
                faults.Add($"database: {exception.Message}");
            }
        }

        if (Cluster is not { Length: > 0 and <= 100 }) faults.Add("cluster: its name has 1 to 100 characters");
        Range(faults, "silo port", SiloPort, 1, 65535);
        Range(faults, "gateway port", GatewayPort, 0, 65535);
        if (SiloPort == GatewayPort) faults.Add($"silo port and gateway port are both {SiloPort}");
        Range(faults, "index parts", IndexParts, 1, 4096);
        Range(faults, "write interval", WriteInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(faults, "write messages", WriteMessagesMax, 1, 10_000);
        Range(faults, "writes at once", WritesAtOnceMax, 1, 1000);
        Range(faults, "processes", ProcessesMax, 1, 10_000_000);
        Range(faults, "index rows", IndexRowsMax, 1, 10_000_000);
        Range(faults, "index write interval", IndexWriteInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Range(faults, "publish interval", PublishInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(faults, "idle timeout", IdleTimeout, TimeSpan.FromMinutes(2), TimeSpan.FromDays(7));
        Range(faults, "query timeout", QueryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(faults, "call timeout", CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        return faults;
    }

    private static void Range<T>(List<string> faults, string name, T value, T min, T max) where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0) faults.Add($"{name}: {value} is not within {min} to {max}");
    }
}
