using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Benchmarks.Pages;

/// <summary>A fleet of many services: in as many as there are to be findings, the newer version leaks in two replicas, the others hold still.</summary>
internal static class LargeFleet
{
    private const int TypesAround = 30;
    private const int MinutesLeaking = 150;
    private const int MinutesSteady = 40;
    private const long Minute = 60_000;

    /// <summary>Made once: the codec hands out one text for a name that comes again and again.</summary>
    private static readonly string[] Around = [.. Enumerable.Range(0, TypesAround).Select(i => $"Acme.Around.Type{i:00}<System.Collections.Generic.List<Acme.Around.Part{i:00}>>")];

    public static async Task FillAsync(InProcessFleet fleet, int processes, int findings)
    {
        var services = Math.Max(1, findings);
        for (var i = 0; i < processes; i++)
        {
            var service = i % services;
            var replica = i / services;
            foreach (var data in Life(i, $"service-{service:0000}", replica, leaks: replica < 2)) await fleet.Ingest(data);
        }
    }

    /// <summary>Each process is looked at once a minute, until cancelled; how many messages came.</summary>
    public static async Task<long> LiveAsync(InProcessFleet fleet, int processes, int findings, CancellationToken cancellation)
    {
        const int ticksPerMinute = 600;
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1) / ticksPerMinute);
        var services = Math.Max(1, findings);
        var taken = 0L;
        for (var (tick, due) = (0L, 0L); !cancellation.IsCancellationRequested; tick++)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            for (; due < processes * (tick + 1) / ticksPerMinute; due++)
            {
                var index = (int)(due % processes);
                var leaks = index / services < 2;
                var minute = (leaks ? MinutesLeaking : MinutesSteady) + 1 + (int)(due / processes);
                // A life has at most three messages a minute, and its first one.
                await fleet.Ingest(new Data(Key(index), 1, (minute * 3) + 2, 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Heap(minute, leaks ? minute * 400_000L : 0, $"service-{index % services:0000}")), CancellationToken.None);
                taken++;
            }
        }

        return taken;
    }

    private static ProcessKey Key(int index) => new($"node-{index % 250:000}", new string('b', 32), 1000 + index, 5000 + index);

    private static IEnumerable<Data> Life(int index, string service, int replica, bool leaks)
    {
        var key = Key(index);
        var minutes = leaks ? MinutesLeaking : MinutesSteady;
        var started = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - ((minutes + 5 + replica) * Minute);
        var labels = new Dictionary<string, string>
        {
            ["k8s.namespace.name"] = $"team-{index % 20}",
            ["k8s.pod.name"] = $"{service}-{index:x6}",
            ["k8s.pod.uid"] = Guid.NewGuid().ToString(),
            ["container.id"] = new string('c', 64),
            ["region"] = $"r{index % 3}",
        };
        var sequence = 0L;
        Data Next(int minute, ProcessMessage message) => new(key, 1, ++sequence, 0, started + (minute * Minute), message);
        yield return Next(0, new ProcessDescription(service, leaks ? "2.4.1" : "2.4.0", "10.0.12", "Acme.Service", "dotnet Acme.Service.dll --urls http://+:8080", started, labels));
        for (var minute = 1; minute <= minutes; minute++)
        {
            var grown = leaks ? minute * 400_000L : 0;
            yield return Next(minute, Heap(minute, grown, service));
            if (minute % 5 != 0) continue;
            yield return Next(minute, new ProcessMemory(90_000_000 + grown, 20_000_000, 60_000_000 + grown, 24, 180, 512L << 20, 110_000_000 + grown));
            yield return Next(minute, new Collections([new Collection(minute, 2, 0, 1, started + (minute * Minute), 1500, new GenerationValues(1 << 20, 1 << 20, 40_000_000 + grown, 5 << 20, 0, 0), 1_000_000, 50_000, 0, 3)]));
        }
    }

    private static Histogram Heap(int minute, long grown, string service)
    {
        var rows = new TypeRow[TypesAround + 1];
        for (var i = 0; i < TypesAround; i++) rows[i] = Row(Around[i], 100 + i, 20_000L * (i + 1));
        rows[TypesAround] = Row($"Acme.{service.Replace('-', '_')}.Order", 1000 + (grown / 64), 64_000 + grown);
        return new Histogram(minute, true, 1000, new Completeness(40, 0, 60_000_000, 0, new Dictionary<string, int>()), default, rows);
    }

    private static TypeRow Row(string name, long count, long bytes) => new(name, "Acme", new GenerationValues(0, 0, count, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));
}
