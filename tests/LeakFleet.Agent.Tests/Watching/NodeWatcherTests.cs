using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Tests.Heap.Shapes;
using LeakFleet.Agent.Watching;
using LeakFleet.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProcessMemory = LeakFleet.Protocol.ProcessMemory;

namespace LeakFleet.Agent.Tests.Watching;

/// <summary>The agent as it is registered, on real processes; only the outbox is replaced by a list.</summary>
public sealed class NodeWatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task AProcessIsSeenFromItsStartToItsEnd()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var agent = await TestAgent.StartAsync(cancellation);
        using var target = agent.Launch(
            "static-list", ("OTEL_SERVICE_NAME", "shop"), ("OTEL_RESOURCE_ATTRIBUTES", "service.version=1.2,team=x"), ("TMPDIR", "/tmp"));

        var description = await agent.Next<ProcessDescription>(target.Pid);
        Assert.Equal(("shop", "1.2", "LeakyApp", Environment.Version.ToString()), (description.Service, description.Version, description.EntryAssembly, description.Runtime));
        Assert.Equal("x", description.Labels["team"]);

        var collections = await agent.Next<Collections>(target.Pid);
        Assert.All(collections.Items, c => Assert.True(c is { Index: > 0, Generation: >= 0 and <= 2, PauseMicroseconds: >= 0, SizeAfter.Total: > 0 }, c.ToString()));
        Assert.Equal(collections.Items.Select(c => c.Index).Distinct().Count(), collections.Items.Count);

        var memory = await agent.Next<ProcessMemory>(target.Pid, m => m.GcCommittedBytes > 0);
        Assert.True(memory is { RssAnonymousBytes: > 0, RssFileBytes: > 0, Threads: > 1, FileDescriptors: > 3 }, memory.ToString());
        Assert.InRange(memory.NodeAvailableBytes, 1, memory.NodeMemoryBytes);

        var histogram = await agent.Next<Histogram>(target.Pid);
        Assert.Contains(histogram.Types, t => t.Name == "System.String");

        target.Kill();
        await agent.Next<ProcessExited>(target.Pid);
        Assert.IsType<ProcessExited>(agent.Of(target.Pid)[^1]);
        Assert.DoesNotContain(agent.Of(target.Pid), m => m is ProcessTrouble);
    }

    [Fact]
    public async Task AfterAGen2AHistogramOfItsSurvivorsIsTaken()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var agent = await TestAgent.StartAsync(cancellation, o => o.HistogramIntervalMax = TimeSpan.FromMinutes(30));
        using var target = agent.Launch("static-list", ("DOTNET_GCgen0size", "400000"));
        var histogram = await agent.Next<Histogram>(target.Pid, h => h.AfterGen2);
        Assert.True(histogram.CollectionIndex > 0);
        Assert.Contains(agent.Of(target.Pid).OfType<Collections>().SelectMany(c => c.Items).Concat(await agent.RestOfCollections(target.Pid)), c => c.Generation == 2);
    }

    [Fact]
    public async Task AFinalizerThatHangsShowsAsABacklogThatGrows()
    {
        await using var agent = await TestAgent.StartAsync(TestContext.Current.CancellationToken);
        using var target = agent.Launch("finalizer-blocked", ("DOTNET_GCgen0size", "400000"));
        var first = (await agent.Next<Collections>(target.Pid, c => c.Items[^1].FinalizerBacklogCount > 0)).Items[^1];
        await agent.Next<Collections>(target.Pid, c => c.Items[^1].FinalizerBacklogCount >= 2 * first.FinalizerBacklogCount);
        var told = (await agent.RestOfCollections(target.Pid)).OrderBy(c => c.Index).ToList();
        Assert.Equal(told.Select(c => c.FinalizerBacklogCount).Order(), told.Select(c => c.FinalizerBacklogCount));
    }

    [Fact]
    public async Task FinalizersThatKeepUpLeaveNoBacklogAndHandlesAreCounted()
    {
        await using var agent = await TestAgent.StartAsync(TestContext.Current.CancellationToken);
        using var target = agent.Launch("load-context", ("DOTNET_GCgen0size", "400000"));
        await agent.Next<Collections>(target.Pid, _ => agent.Of(target.Pid).OfType<Collections>().Count() >= 6);
        var told = (await agent.RestOfCollections(target.Pid)).OrderBy(c => c.Index).ToList();
        // Each collectible context holds handles, and all of these are kept.
        Assert.True(told[0].HandleCount > 10 && told[^1].HandleCount > told[0].HandleCount, $"{told[0]} {told[^1]}");
        Assert.True(told.Average(c => c.FinalizerBacklogCount) < 10, string.Join(", ", told.Select(c => c.FinalizerBacklogCount)));
    }

    [Fact]
    public async Task WhereWalksFailSnapshotsAreTakenAndTheCollectionsTheyInduceStartNoWalks()
    {
        var program = SelfContainedTarget.SingleFileProgramFor("net10.0");
        await using var agent = await TestAgent.StartAsync(TestContext.Current.CancellationToken, o =>
        {
            o.HistogramIntervalMax = TimeSpan.FromMinutes(30);
            o.HeapFallback = new HeapFallbackOptions { IsOn = true, Interval = TimeSpan.FromSeconds(2) };
        });
        using var target = HeapTargetProcess.Start([program], 10_000, []);
        agent.Show(target.Pid);

        await agent.Next<Histogram>(target.Pid, _ => agent.Of(target.Pid).OfType<Histogram>().Count() >= 4);

        Assert.All(agent.Of(target.Pid).OfType<Histogram>(), h => Assert.True(h is { IsInduced: true, AfterGen2: true, CollectionIndex: > 0, Completeness.IsComplete: true }));
        var trouble = await agent.Next<ProcessTrouble>(target.Pid, t => t.Text.Contains("snapshot", StringComparison.Ordinal));
        Assert.Equal($"{HeapTrouble.NotDotnet}; types are counted by a heap snapshot every 2 s instead, each of which induces a collection", trouble.Text);
        // One at first; an induced collection later than the shortest interval would have brought another.
        Assert.Equal(1, agent.Status.WalksFailed);
    }

    [Fact]
    public async Task AWalkThatDoesNotEndIsToldAndItsProcessIsNotWalkedAgain()
    {
        // No walk ends in a millisecond: each counts as hung.
        await using var agent = await TestAgent.StartAsync(TestContext.Current.CancellationToken, o =>
        {
            o.HistogramIntervalMax = TimeSpan.FromSeconds(2);
            o.WalkBudget.HungAfter = TimeSpan.FromMilliseconds(1);
        });
        using var target = agent.Launch("steady", ("DOTNET_GCgen0size", "400000"));

        await agent.Next<ProcessTrouble>(target.Pid, trouble => trouble.Text == HeapTrouble.Hung);

        Assert.Equal(1, agent.Status.WalksFailed);
        Assert.Empty(agent.Of(target.Pid).OfType<Histogram>());
    }

    [Fact]
    public async Task ADescriptionIsSentAgainForAServerThatLostIt()
    {
        await using var agent = await TestAgent.StartAsync(TestContext.Current.CancellationToken, o => o.DescriptionInterval = TimeSpan.FromMilliseconds(500));
        using var target = agent.Launch("steady", ("OTEL_SERVICE_NAME", "shop"));
        await agent.Next<ProcessDescription>(target.Pid, _ => agent.Of(target.Pid).OfType<ProcessDescription>().Count() >= 3);
        Assert.All(agent.Of(target.Pid).OfType<ProcessDescription>(), d => Assert.Equal("shop", d.Service));
    }

    /// <summary>Its node is a folder that leads to the one process of the test: other .NET processes of this machine are none of the test's business.</summary>
    private sealed class TestAgent(IHost host, string procRoot) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<int, List<ProcessMessage>> _messages = new();
        private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();

        public static async Task<TestAgent> StartAsync(CancellationToken cancellation, Action<AgentOptions>? change = null)
        {
            var procRoot = Directory.CreateTempSubdirectory("lf").FullName;
            foreach (var name in new[] { "sys", "stat", "meminfo" }) File.CreateSymbolicLink(Path.Combine(procRoot, name), "/proc/" + name);
            var options = new AgentOptions
            {
                ProcRoot = procRoot,
                ServerUri = new Uri("http://127.0.0.1:9"),
                FirstHistogramAfter = TimeSpan.FromSeconds(1),
                HistogramIntervalMin = TimeSpan.FromSeconds(1),
                HistogramIntervalMax = TimeSpan.FromSeconds(5),
                MemoryInterval = TimeSpan.FromSeconds(1),
                CollectionsInterval = TimeSpan.FromSeconds(1),
                // A look each second costs more than the usual budget of a node, which would stretch the seconds to minutes.
                WalkBudget = new WalkBudgetOptions { CpuShareMax = 1, ProcessShareMax = 1 },
            };
            change?.Invoke(options);
            TestAgent? agent = null;
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddLogging();
            builder.Services.AddLeakFleetAgent(options);
            builder.Services.AddSingleton<SendMessage>((process, message, _) => agent!.Add(process, message));
            var host = builder.Build();
            agent = new TestAgent(host, procRoot);
            await host.StartAsync(cancellation);
            return agent;
        }

        public AgentStatus Status => host.Services.GetRequiredService<AgentStatus>();

        public LeakyProcess Launch(string scenario, params (string Name, string Value)[] environment)
        {
            var process = new LeakyProcess(scenario, environment);
            Show(process.Pid);
            return process;
        }

        public void Show(int processId)
        {
            var pid = processId.ToString(CultureInfo.InvariantCulture);
            Directory.CreateSymbolicLink(Path.Combine(procRoot, pid), "/proc/" + pid);
        }

        public IReadOnlyList<ProcessMessage> Of(int pid)
        {
            if (!_messages.TryGetValue(pid, out var list)) return [];
            lock (list) return [.. list];
        }

        public async Task<T> Next<T>(int pid, Func<T, bool>? isWanted = null)
            where T : ProcessMessage
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Patience);
            try
            {
                while (true)
                {
                    if (Of(pid).OfType<T>().FirstOrDefault(m => isWanted?.Invoke(m) ?? true) is { } message) return message;
                    await _arrived.Reader.ReadAsync(limit.Token);
                }
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"No such {typeof(T).Name} of {pid} came. What came: {string.Join(", ", Of(pid).TakeLast(10).Select(m => m is ProcessTrouble or ProcessMemory ? m.ToString() : m.GetType().Name))}");
            }
        }

        public async Task<IEnumerable<Collection>> RestOfCollections(int pid)
        {
            await host.StopAsync(TestContext.Current.CancellationToken);
            return Of(pid).OfType<Collections>().SelectMany(c => c.Items);
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
            Directory.Delete(procRoot, recursive: true);
        }

        private void Add(ProcessKey process, ProcessMessage message)
        {
            var list = _messages.GetOrAdd(process.Pid, _ => []);
            lock (list) list.Add(message);
            _arrived.Writer.TryWrite(true);
        }
    }
}
