using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Fleet.Tests;
using LeakFleet.Protocol;
using LeakFleet.Silo.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Silo.Tests;

/// <summary>
/// Three silos as processes, PostgreSQL, and agents' own shippers; something breaks in the middle. Afterwards everything is acked, everything acked is in the
/// database once, and the findings are those of a host to which nothing happened. How long it took to recover is printed.
/// </summary>
public sealed class FailureTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Minutes = 90;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly long Start = DateTimeOffset.UtcNow.AddMinutes(-Minutes - 1).ToUnixTimeMilliseconds();

    private static readonly (string Version, Func<long, IReadOnlyList<TypeRow>> Heap)[] Processes =
        [("1.9.0", Scenarios.Steady), ("1.10.0", Scenarios.Leak), ("1.10.0", Scenarios.Leak), ("1.10.0", Scenarios.Steady), ("1.9.0", Scenarios.Steady), ("1.10.0", Scenarios.Leak)];

    private readonly List<SiloProcess> _silos = [];
    private PostgresServer _postgres = null!;
    private TcpProxy _toDatabase = null!;
    private TcpProxy _toSilos = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.Start();
        _toDatabase = new TcpProxy(_postgres.Port);
        _database = await _postgres.NewCluster(_toDatabase.Port);
        var program = Environment.GetEnvironmentVariable("LEAKFLEET_EARLIER_SILO") ?? SiloProcess.Present;
        for (var i = 0; i < 3; i++) _silos.Add(SiloProcess.Start(program, PostgresServer.FreePort(), "--database", _database, "--write-seconds", "2"));
        foreach (var silo in _silos) await silo.Serves();
        _toSilos = new TcpProxy([.. _silos.Select(silo => silo.Port)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        await _toSilos.DisposeAsync();
        await _toDatabase.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public Task NothingIsLostWhenASiloIsKilled() => Disturb("kill -9 of one silo of three", () =>
    {
        _silos[1].Kill();
        return Task.CompletedTask;
    }, () => Task.CompletedTask);

    [Fact]
    public Task NothingIsLostWhenASiloIsFrozenAndGoesOn() =>
        Disturb("a silo of three frozen for 40 s", () => _silos[1].Signal("STOP"), async () =>
        {
            // Long enough for the others to declare it dead: when it goes on, it must not go on writing.
            await Task.Delay(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
            await _silos[1].Signal("CONT");
        });

    [Fact]
    public Task NothingIsLostWhenTheDatabaseRestarts() => Disturb("PostgreSQL killed and started again", _postgres.Down, _postgres.Up);

    [Fact]
    public Task NothingIsLostWhenTheNetworkToTheDatabaseIsCut() => Disturb("the network to the database cut for 20 s", () =>
    {
        _toDatabase.Cut();
        return Task.CompletedTask;
    }, async () =>
    {
        await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        _toDatabase.Mend();
    });

    /// <summary>LEAKFLEET_EARLIER_SILO may name the program of an earlier release, to upgrade from it to this one.</summary>
    [Fact]
    public Task NothingIsLostWhenSilosAreReplacedOneByOneByTheNextVersion()
    {
        var next = Environment.GetEnvironmentVariable("LEAKFLEET_EARLIER_SILO") is null ? SiloProcess.Next : SiloProcess.Present;
        return Disturb("rolling upgrade", () => Replace(0), async () =>
        {
            await Replace(1);
            await Replace(2);
        });

        async Task Replace(int silo)
        {
            var (port, earlier) = (_silos[silo].Port, _silos[silo]);
            await earlier.Signal("TERM");
            Assert.Equal(0, await earlier.Ended());
            _silos[silo] = SiloProcess.Start(next, port, "--database", _database, "--write-seconds", "2");
            await _silos[silo].Serves();
            await earlier.DisposeAsync();
        }
    }

    private async Task Disturb(string what, Func<Task> begin, Func<Task> end)
    {
        await using var undisturbed = InProcessFleet.Start(new MemoryStateStore(), new FleetOptions(), TimeProvider.System, NullLogger<InProcessFleet>.Instance);
        await using var even = new SimulatedNode(_toSilos.Port, "even");
        await using var odd = new SimulatedNode(_toSilos.Port, "odd");
        SimulatedNode[] nodes = [even, odd];
        await Live(nodes, undisturbed, 0, 30);
        await begin();
        await Live(nodes, undisturbed, 30, 60);
        await end();
        var ended = TimeProvider.System.GetTimestamp();
        await Live(nodes, undisturbed, 60, Minutes + 1);
        await Until(() => Task.FromResult(nodes.All(node => node.IsAllAcked)), "messages stayed unacked");
        output.WriteLine($"{what}: everything acked {TimeProvider.System.GetElapsedTime(ended).TotalSeconds:F1} s later");

        Assert.Equal(0, nodes.Sum(node => node.Dropped));
        for (var pid = 0; pid < Processes.Length; pid++) Assert.Equal((Minutes + 2, Minutes + 1), await Stored(pid));
        // Both hosts put findings together some time after the messages: neither may be read too early.
        await Until(
            async () => await undisturbed.Findings(TestContext.Current.CancellationToken) is [var expected]
                && await Finding() is { } found
                && found.Fingerprint == expected.Fingerprint && found.Processes == expected.Processes.Count && Math.Abs(found.BytesPerHour - expected.BytesPerHour) < 1,
            "the findings are not those of an undisturbed run",
            Seen);
        output.WriteLine($"{what}: the findings of an undisturbed run {TimeProvider.System.GetElapsedTime(ended).TotalSeconds:F1} s later");
    }

    private static async Task Live(SimulatedNode[] nodes, InProcessFleet undisturbed, int from, int to)
    {
        for (var minute = from; minute < to; minute++)
        {
            for (var pid = 0; pid < Processes.Length; pid++)
            {
                var (version, heap) = Processes[pid];
                if (minute == 0) await Say(pid, 1, Histograms.Description("shop", version, Start));
                await Say(pid, minute + 2, Histograms.Of(heap(minute)));
            }

            // A pace, so that there is a before, a while and an after.
            await Task.Delay(100, TestContext.Current.CancellationToken);

            async Task Say(int pid, long sequence, ProcessMessage message)
            {
                var at = Start + minute * Histograms.Minute;
                nodes[pid % 2].Say(pid + 1, message, at);
                await undisturbed.Ingest(new Data(Histograms.Key(pid + 1), 1, sequence, 0, at, message));
            }
        }
    }

    /// <summary>What the database has of a process: the last sequence, and how many histograms.</summary>
    private async Task<(long Sequence, int Histograms)> Stored(int pid)
    {
        var monitor = (await StoredProcess.Read(_database, Histograms.Key(pid + 1)))!;
        return (monitor.LastSequence, monitor.Summary().Histograms);
    }

    private async Task<(string Fingerprint, int Processes, double BytesPerHour)?> Finding()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{_toSilos.Port}/api/v1/findings"), TestContext.Current.CancellationToken));
            var findings = answer.RootElement.GetProperty("findings").EnumerateArray().ToList();
            if (findings.Count != 1) return null;
            return (findings[0].GetProperty("fingerprint").GetString()!, findings[0].GetProperty("processes").GetArrayLength(), findings[0].GetProperty("bytesPerHour").GetDouble());
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>What the silos answer, for whoever reads why a test failed.</summary>
    private async Task<string> Seen()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var seen = new List<string>();
        foreach (var what in (string[])["findings", "services", "processes"])
            seen.Add($"{what}: {await http.GetStringAsync(new Uri($"http://127.0.0.1:{_toSilos.Port}/api/v1/{what}"), TestContext.Current.CancellationToken)}");
        return string.Join('\n', seen);
    }

    private async Task Until(Func<Task<bool>> holds, string otherwise, Func<Task<string>>? seen = null)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            if (TimeProvider.System.GetElapsedTime(began) < Patience) continue;
            Assert.Fail($"{otherwise}:\n{string.Join("\n", _silos.Select(silo => silo.Output))}\n{(seen is null ? "" : await seen())}");
        }
    }
}
