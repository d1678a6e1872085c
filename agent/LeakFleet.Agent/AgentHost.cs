using System.Runtime.InteropServices;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Shipping.Saving;
using LeakFleet.Agent.Usage;
using LeakFleet.Agent.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent;

/// <summary>Puts an agent into a host: a service of its own, or beside a server in one process.</summary>
public static class AgentHost
{
    private const int CgroupBytesMax = 64 * 1024;

    /// <summary>Registers the agent's hosted services, and <see cref="AgentStatus"/> to see what they do.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux x64; the message is one line for people.</exception>
    /// <exception cref="ArgumentException">Options are out of their bounds; the message names all of them in one line.</exception>
    public static IServiceCollection AddLeakFleetAgent(this IServiceCollection services, AgentOptions options)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException(
                $"the LeakFleet agent runs on Linux x64 only; this is {RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join("; ", faults));

        options.Heap.Isolation.StayWithin(options.MemoryLimitBytes ?? ContainerMemory.OwnLimit(BoundedFile.ReadText("/proc/self/cgroup", CgroupBytesMax) ?? "", options.CgroupRoot));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new ProcTree(options.ProcRoot));
        services.AddSingleton(BootClock.Read(options.ProcRoot));
        services.AddSingleton(p => new Outbox(Epoch(p.GetRequiredService<TimeProvider>()), options.ForShipping()));
        services.AddSingleton<EvidenceRequests>();
        services.AddSingleton(p => new Shipper(
            options.ForShipping(), p.GetRequiredService<Outbox>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Shipper>>())
        {
            Requested = p.GetRequiredService<EvidenceRequests>().Add,
            // Asked for when it is told: it reports on the shipper too.
            Report = () => p.GetRequiredService<AgentReports>().Now(),
        });
        services.AddSingleton(p => new WorkGauges(p.GetRequiredService<Outbox>(), p.GetRequiredService<WalkBudget>(), options.WalkBudget, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p =>
        {
            // A reader of metrics is to find all of them from the start, and whoever starts an agent asks for its status.
            p.GetRequiredService<WorkGauges>();
            return new AgentStatus(p.GetRequiredService<Outbox>(), p.GetRequiredService<Shipper>());
        });
        services.AddSingleton(p => new AgentHealth(p.GetRequiredService<TimeProvider>(), options.ScanInterval));
        services.AddSingleton(p => new WalkLane(options.WalkBudget.HungAfter, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<WalkLane>>()));
        services.AddSingleton<AgentReports>();
        services.AddSingleton<SnapshotLane>();
        services.AddSingleton(new WalkBudget(options.WalkBudget));
        services.AddSingleton(p => new ProcessDiscoverer(
            p.GetRequiredService<ProcTree>(),
            new DiscoveryOptions(p.GetRequiredService<ProcTree>().OwnPid(), options.WatchSelf, options.ProcessesMax, Pids: options.Pids)));
        services.AddSingleton(new PodIndex(options.Kubernetes.PodsMax));
        services.AddSingleton(p => new PodGate(p.GetRequiredService<ProcTree>(), options.Kubernetes, p.GetRequiredService<PodIndex>()));
        services.AddSingleton<ProcessDescriber>();
        services.AddSingleton(p => new MemoryReader(p.GetRequiredService<ProcTree>(), options.CgroupRoot));
        services.AddSingleton<SendMessage>(p => (process, message, at) => p.GetRequiredService<Outbox>().Enqueue(process, message, at));
        services.AddSingleton(new TypeNameRoom(options.Heap.NodeNameBytesMax));
        services.AddSingleton<WatchTools>();
        // In this order: hosted services stop in the reverse one, and the last messages of the watchers have to find the shipper still at work.
        if (options.OutboxFolder is { } folder) services.AddHostedService(p => Saver(p, folder, options));
        services.AddHostedService<ShippingService>();
        if (options.Kubernetes.IsEnabled)
        {
            services.AddHostedService(p => new PodWatch(
                options.Kubernetes, options.Node, p.GetRequiredService<PodIndex>(), p.GetRequiredService<AgentStatus>(),
                p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PodWatch>>()));
        }

        services.AddHostedService<NodeWatcher>();
        return services;
    }

    private static OutboxSaver Saver(IServiceProvider services, string path, AgentOptions options)
    {
        var outbox = services.GetRequiredService<Outbox>();
        var folder = OutboxFolder.Open(path);
        return new OutboxSaver(
            outbox, folder, new OutboxRestore(outbox, folder, options.Node, services.GetRequiredService<BootClock>().BootId), options.OutboxFolderBytesMax,
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<OutboxSaver>>());
    }

    /// <summary>
    /// Milliseconds since boot: a wall clock set back between two runs would make the later run the smaller epoch, and each of its messages a repeat.
    /// Runs of different boots are never compared, since a process key names its boot.
    /// </summary>
    internal static long Epoch(TimeProvider time) => (long)time.GetElapsedTime(startingTimestamp: 0).TotalMilliseconds;
}
