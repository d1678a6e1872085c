using System.Globalization;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Watching;
using LeakFleet.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class ProcessSnapshotsTests : IDisposable
{
    private const int Objects = 50_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HeapTargetProcess _target = HeapTargetProcess.Start(Objects, []);
    private readonly StoppedClock _clock = new();
    private ServiceProvider? _services;

    public void Dispose()
    {
        _services?.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task UnlessAskedForNothingIsEverInduced()
    {
        var snapshots = Open(o => o.HeapFallback.IsOn = false);
        var before = Collect();

        Assert.Null(await NextAsync(snapshots, HeapTrouble.Denied, ticks: 20));

        Assert.Equal((before + 1, null), (Collect(), snapshots.Trouble));
    }

    [Fact]
    public async Task WhereMemoryMayNotBeReadASnapshotIsTakenAndMarkedAsInduced()
    {
        var snapshots = Open();
        var before = Collect();

        var histogram = await NextAsync(snapshots, HeapTrouble.Denied);

        Assert.NotNull(histogram);
        Assert.Equal((true, true, before + 1L), (histogram.IsInduced, histogram.AfterGen2, histogram.CollectionIndex));
        Assert.True(histogram.Completeness.IsComplete);
        Assert.Contains(histogram.Types, type => type is { Name: "HeapTarget.BuiltHeap+Order", Assembly: "HeapTarget" } && type.Counts.Total > Objects / 20);
        Assert.Equal(before + 2, Collect());
        Assert.Equal("types are counted by a heap snapshot every 30 min instead, each of which induces a collection", snapshots.Trouble);
    }

    [Fact]
    public async Task TheNextSnapshotWaitsForItsInterval()
    {
        var snapshots = Open();
        Assert.NotNull(await NextAsync(snapshots, HeapTrouble.Musl));
        var before = Collect();

        _clock.Now += TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1);
        Assert.Null(await NextAsync(snapshots, HeapTrouble.Musl, ticks: 20));
        Assert.Equal(before + 1, Collect());
        _clock.Now += TimeSpan.FromMilliseconds(1);
        Assert.Equal(before + 2, (await NextAsync(snapshots, HeapTrouble.Musl))?.CollectionIndex);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HeapTrouble.Exited)]
    [InlineData(HeapTrouble.StillCollecting)]
    public async Task NothingIsInducedWhileWalksSucceedOrFailForAMoment(string? walkTrouble)
    {
        var snapshots = Open();
        Assert.Null(await NextAsync(snapshots, walkTrouble, ticks: 20));
        Assert.False(snapshots.HasBegun);
    }

    [Fact]
    public async Task ALargeHeapIsLeftAlone()
    {
        var snapshots = Open(o => o.HeapFallback.HeapBytesMax = 1 << 20);
        Assert.Null(await NextAsync(snapshots, HeapTrouble.Denied, ticks: 20, heapBytes: (1 << 20) + 1));
        Assert.Equal("its heap is above 1 MB, the limit of heap snapshots: no histograms", snapshots.Trouble);
        Assert.False(snapshots.HasBegun);
    }

    [Fact]
    public async Task AContainerNearItsLimitIsLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("leakfleet-");
        try
        {
            // Where the process's own cgroup is in both hierarchies that a machine may have; "/" has no limit of its own and is not looked at.
            var cgroups = File.ReadAllLines($"/proc/{_target.Pid}/cgroup").Select(line => line.Split(':', 3)).ToList();
            var isV1 = cgroups.Any(fields => fields[1].Split(',').Contains("memory"));
            var path = cgroups.First(fields => isV1 ? fields[1].Split(',').Contains("memory") : fields[1].Length == 0)[2];
            if (path == "/") Assert.Skip("Processes are in no cgroup here.");
            var cgroup = Directory.CreateDirectory(Path.Combine(folder.FullName, (isV1 ? "memory" : "") + path.TrimEnd('/')).Replace("//", "/", StringComparison.Ordinal)).FullName;
            File.WriteAllText(Path.Combine(cgroup, isV1 ? "memory.limit_in_bytes" : "memory.max"), "100000000");
            File.WriteAllText(Path.Combine(cgroup, isV1 ? "memory.usage_in_bytes" : "memory.current"), "90000000");
            var snapshots = Open(o => o.CgroupRoot = folder.FullName);

            Assert.Null(await NextAsync(snapshots, HeapTrouble.Denied, ticks: 20));

            Assert.Equal("9 MB are left to the limit of its memory, too little for a heap snapshot: no histograms", snapshots.Trouble);
            Assert.False(snapshots.HasBegun);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ProcessSnapshots Open(Action<AgentOptions>? change = null)
    {
        var options = new AgentOptions { HeapFallback = new HeapFallbackOptions { IsOn = true } };
        change?.Invoke(options);
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock).AddLeakFleetAgent(options).BuildServiceProvider();
        Assert.True(new ProcTree().TryReadStat(_target.Pid, out var stat));
        return new ProcessSnapshots(new ProcessInstance(_target.Pid, stat.StartTicks), _services.GetRequiredService<WatchTools>());
    }

    /// <summary>The next histogram; null when none comes in so many ticks, or at all.</summary>
    private static async Task<Histogram?> NextAsync(ProcessSnapshots snapshots, string? walkTrouble, int ticks = int.MaxValue, long heapBytes = 0)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < ticks && clock.Elapsed < Patience; i++)
        {
            if (await snapshots.TickAsync(walkTrouble, heapBytes, TestContext.Current.CancellationToken) is { } histogram) return histogram;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        await snapshots.EndAsync();
        return null;
    }

    private int Collect() => int.Parse(_target.Ask("collect").Split(' ')[1], CultureInfo.InvariantCulture);

    private sealed class StoppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
