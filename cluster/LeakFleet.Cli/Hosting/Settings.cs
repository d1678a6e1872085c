using LeakFleet.Agent;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Watching;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server;
using LeakFleet.Server.Access;

namespace LeakFleet.Cli.Hosting;

/// <summary>What the user wrote, as options of the parts. One interval sets the pace of both: how often to look, and how long until a verdict.</summary>
internal static class Settings
{
    /// <summary>Who asks for looks in quick succession has decided what they may cost; a quarter of a core is where even that ends.</summary>
    private const double WalkCpuMax = 0.25;

    public static ServerOptions Server(string listen, string? stateFolder, TimeSpan interval, string? configFile = null, AccessOptions? access = null) => new()
    {
        Access = access,
        Listen = listen,
        StateFolder = stateFolder,
        ConfigFile = configFile,
        Fleet = new FleetOptions
        {
            WriteInterval = Shorter(new FleetOptions().WriteInterval, interval),
            Detection = SampleInterval.Detection(interval),
        },
    };

    public static AgentOptions Agent(
        Uri server, string? node, IReadOnlyCollection<int> pids, TimeSpan interval, double walkCpu, HeapWalkOptions? heap = null, HeapFallbackOptions? fallback = null,
        ServerLogin? login = null, KubernetesOptions? kubernetes = null, string? outboxFolder = null)
    {
        var usual = new AgentOptions();
        return new AgentOptions
        {
            ServerUri = server,
            Node = node ?? usual.Node,
            Pids = pids,
            ScanInterval = Shorter(usual.ScanInterval, interval),
            MemoryInterval = Shorter(usual.MemoryInterval, 2 * interval),
            CollectionsInterval = Shorter(usual.CollectionsInterval, interval),
            FirstHistogramAfter = Shorter(usual.FirstHistogramAfter, interval),
            HistogramIntervalMin = interval,
            // Without a collection a histogram is only a rough look: it may be ten times as rare.
            HistogramIntervalMax = 10 * interval,
            Heap = heap ?? new HeapWalkOptions(),
            HeapFallback = fallback ?? new HeapFallbackOptions(),
            OutboxFolder = outboxFolder,
            Kubernetes = kubernetes ?? new KubernetesOptions(),
            Shipping = new ShippingOptions { Login = login ?? new ServerLogin() },
            WalkBudget = new WalkBudgetOptions { CpuShareMax = walkCpu },
        };
    }

    /// <summary>Share of one core that heap walks may use unless it is said: the usual one at the usual interval, more for a shorter one.</summary>
    public static double WalkCpu(TimeSpan interval)
    {
        var usual = new WalkBudgetOptions().CpuShareMax;
        return Math.Clamp(usual * (SampleInterval.Usual / interval), usual, WalkCpuMax);
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
