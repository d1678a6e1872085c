using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Usage;
using LeakFleet.Agent.Watching;
using LeakFleet.Protocol;

namespace LeakFleet.Agent;

/// <summary>Everything that can be set about an agent. <see cref="Validate"/> names every fault at once.</summary>
public sealed class AgentOptions
{
    /// <summary>Address of the server: <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</summary>
    public Uri ServerUri { get; set; } = new("http://127.0.0.1:5341");

    /// <summary>Name of this node in the fleet; its host name unless set.</summary>
    public string Node { get; set; } = NodeName(Environment.MachineName);

    /// <summary>How often <c>/proc</c> is looked through. Starts and exits are noticed within two scans.</summary>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Processes watched at the same time; each costs a thread, a connection to its runtime, and a few hundred kilobytes.</summary>
    public int ProcessesMax { get; set; } = 500;

    /// <summary>Only these processes are watched; all of the node when empty.</summary>
    public IReadOnlyCollection<int> Pids { get; set; } = [];

    /// <summary>Whether the agent watches its own process.</summary>
    public bool WatchSelf { get; set; }

    public TimeSpan MemoryInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time a collection waits for others to share its message.</summary>
    public TimeSpan CollectionsInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From the start of watching to the first histogram.</summary>
    public TimeSpan FirstHistogramAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Least time between two histograms of a process, however often it collects gen2.</summary>
    public TimeSpan HistogramIntervalMin { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time without a histogram, when a process does not collect gen2.</summary>
    public TimeSpan HistogramIntervalMax { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the description of a process is sent again, so that a server that lost what it knew learns whom the numbers are about.</summary>
    public TimeSpan DescriptionInterval { get; set; } = TimeSpan.FromMinutes(10);

    public string ProcRoot { get; set; } = ProcTree.DefaultRoot;

    public string CgroupRoot { get; set; } = MemoryReader.DefaultCgroupRoot;

    /// <summary>What heap walks may cost.</summary>
    public WalkBudgetOptions WalkBudget { get; set; } = new();

    /// <summary>Heap snapshots where walks are not possible. Off: they induce collections and pause.</summary>
    public HeapFallbackOptions HeapFallback { get; set; } = new();

    /// <summary>What is asked of Kubernetes, and which pods are watched.</summary>
    public KubernetesOptions Kubernetes { get; set; } = new();

    /// <summary>Bounds of a heap walk.</summary>
    public HeapWalkOptions Heap { get; set; } = new();

    /// <summary>Bounds of what is kept until it has arrived. Its server and node are taken from here.</summary>
    public ShippingOptions Shipping { get; set; } = new();

    /// <summary>Of agent and helpers together; null for that of the agent's own cgroup, when it has one that can be seen.</summary>
    public long? MemoryLimitBytes { get; set; }

    /// <summary>Folder in which the outbox survives the agent; null keeps it in memory alone. Made when it does not exist.</summary>
    public string? OutboxFolder { get; set; }

    /// <summary>All files of <see cref="OutboxFolder"/> together: what is pending at most, and as much again of what is not pending any more in files that still are needed.</summary>
    internal long OutboxFolderBytesMax => 2 * Shipping.OutboxBytesMax;

    /// <summary>Every fault, in words for the person who set the option; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!new ProcessKey(Node, new string('0', 32), 1, 0).IsValid)
            faults.Add($"node: '{Node}' is not a name of 1 to {WireLimits.NameCharsMax} letters, digits, '.', '-' and '_'");
        Within("scan interval", ScanInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Within("processes", ProcessesMax, 1, 10_000);
        Within("memory interval", MemoryInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Within("collections interval", CollectionsInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Within("first histogram", FirstHistogramAfter, TimeSpan.Zero, TimeSpan.FromHours(1));
        Within("shortest histogram interval", HistogramIntervalMin, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24));
        Within("longest histogram interval", HistogramIntervalMax, HistogramIntervalMin, TimeSpan.FromHours(24));
        Within("description interval", DescriptionInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24));
        if (!Directory.Exists(ProcRoot)) faults.Add($"proc: there is no folder {ProcRoot}");
        faults.AddRange(WalkBudget.Validate());
        faults.AddRange(Heap.Validate());
        faults.AddRange(HeapFallback.Validate());
        faults.AddRange(Kubernetes.Validate());
        faults.AddRange(ForShipping().Validate());
        return faults;

        void Within<T>(string name, T value, T min, T max) where T : IComparable<T>
        {
            if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0) faults.Add($"{name}: {value} is not within {min} to {max}");
        }
    }

    internal ShippingOptions ForShipping()
    {
        Shipping.ServerUri = ServerUri;
        Shipping.Node = Node;
        Shipping.Agent = Node;
        return Shipping;
    }

    /// <summary>A host name as a node name: what a key may not hold becomes '-'.</summary>
    internal static string NodeName(string hostName)
    {
        var name = string.Concat(hostName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-').Take(WireLimits.NameCharsMax));
        return name.Trim('.').Length == 0 ? "node" : name;
    }
}
