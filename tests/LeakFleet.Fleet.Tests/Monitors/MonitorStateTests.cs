using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Monitors;

public sealed class MonitorStateTests
{
    private static readonly FleetOptions Options = new();

    [Fact]
    public void AMonitorGoesOnWhereItsStateWasSaved()
    {
        var (monitor, feed) = Leaking(minutes: 100);
        var copy = Reload(monitor);
        Assert.Equivalent(monitor.Summary(), copy.Summary(), strict: true);
        Assert.Equal(monitor.LastSequence, copy.LastSequence);
        Assert.Equal(monitor.Detail().HeapBytes, copy.Detail().HeapBytes);
        Assert.Equal(monitor.Detail().RssBytes, copy.Detail().RssBytes);
        Assert.Equal(monitor.Detail().LastCollections, copy.Detail().LastCollections);
        Assert.Equal(monitor.Detail().Memory, copy.Detail().Memory);
        Assert.Equal(monitor.Detail().Types[0].Series, copy.Detail().Types[0].Series);
        Assert.Equal(monitor.Detail().CommandLine, copy.Detail().CommandLine);

        var next = Histograms.Message(feed.Sequence + 1, Histograms.Of(Scenarios.Leak(101)), 101);
        monitor.Observe(next, next.UnixMilliseconds);
        copy.Observe(next, next.UnixMilliseconds);
        Assert.Equal(monitor.Summary().Finding?.Fingerprint, copy.Summary().Finding?.Fingerprint);
        Assert.Equal(monitor.Summary().Finding!.Growing[0].BytesPerHour, copy.Summary().Finding!.Growing[0].BytesPerHour, 1.0);
    }

    [Fact]
    public void TheStateOfTwoHundredTypesTakesAtMost32KiB()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), Options);
        var feed = new Feed(monitor.Observe);
        feed.Say(Histograms.Description());
        var random = new Random(1);
        feed.Run(300, minute => [.. Enumerable.Range(0, 200).Select(i =>
        {
            var count = 1000 + (i % 3 == 0 ? 0 : random.Next(200)) + (i < 3 ? minute * 100 : 0);
            return Histograms.Row($"Company.Product.Feature{i % 7}.Namespace.TypeNumber{i}+Nested", count, count * (24 + 8 * (i % 20)));
        })]);
        Assert.Equal(200, monitor.State.Trend.Count);
        Assert.InRange(Save(monitor).Length, 1000, 32 * 1024);
    }

    [Fact]
    public void TheStateAtEveryLimitCanBeReadAgain()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), new FleetOptions { TypesTrackedMax = ProcessTrend.TypesMax });
        var feed = new Feed(monitor.Observe);
        var text = new string('\u20ac', 5000);
        feed.Say(new ProcessDescription(
            text, text, text, text, text, long.MaxValue, Enumerable.Range(0, 100).ToDictionary(i => i + text, _ => text)));
        feed.Say(new ProcessTrouble(text));
        feed.Run(3, _ => [.. Enumerable.Range(0, 1200).Select(i => Histograms.Row($"{i:d5}{text}", long.MaxValue - i, long.MaxValue - i, text))]);
        var state = Save(monitor);
        Assert.InRange(state.Length, 100_000, StateFile.PayloadBytesMax);
        Assert.NotNull(ProcessMonitor.Load(monitor.Key, state, new FleetOptions { TypesTrackedMax = ProcessTrend.TypesMax }, out var fault));
        Assert.Null(fault);
    }

    [Fact]
    public void RandomMonitorsSurviveTheirState()
    {
        var sizes = Gen.Choose(0, 60).SelectMany(minutes => Gen.Choose(0, 40).SelectMany(types => Gen.Choose(0, int.MaxValue - 1).Select(seed => (minutes, types, seed))));
        Prop.ForAll(sizes.ToArbitrary(), given =>
        {
            var (minutes, types, seed) = given;
            var random = new Random(seed);
            var monitor = new ProcessMonitor(Histograms.Key(), Options);
            var feed = new Feed(monitor.Observe);
            if (random.Next(2) == 0) feed.Say(Histograms.Description());
            feed.Run(minutes, _ => [.. Enumerable.Range(0, types).Where(_ => random.Next(4) > 0)
                .Select(i => Histograms.Row($"T{i}", random.NextInt64(1L << random.Next(1, 60)), random.NextInt64(1L << random.Next(1, 60))))]);
            var copy = Reload(monitor);
            Assert.Equivalent(monitor.Summary(), copy.Summary(), strict: true);
            Assert.Equal(monitor.Detail().HeapBytes, copy.Detail().HeapBytes);
            Assert.Equal(Save(copy), Save(Reload(copy)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void RestartsAtAnyTimeChangeNothing()
    {
        var (whole, restarted) = (new ProcessMonitor(Histograms.Key(), Options), new ProcessMonitor(Histograms.Key(), Options));
        var random = new Random(11);
        var feed = new Feed((data, now) =>
        {
            restarted.Observe(data, now);
            return whole.Observe(data, now);
        });
        feed.Say(Histograms.Description());
        for (var i = 0; i < 400; i++)
        {
            feed.Run(1, minute => [.. Scenarios.NoisyBuffers(minute), Histograms.Row("Shop.Late", 10, 1_000_000 + Math.Max(0, minute - 200) * 90_000)]);
            if (random.Next(10) == 0) restarted = Reload(restarted);
            Assert.Equivalent(whole.Summary(), restarted.Summary(), strict: true);
        }

        Assert.NotNull(whole.Summary().Finding);
        Assert.Equivalent(whole.Detail(), restarted.Detail(), strict: true);
        Assert.Equal(whole.Report().Profiles.Select(p => (p.Type, p.TypesTested)), restarted.Report().Profiles.Select(p => (p.Type, p.TypesTested)));
        Assert.Equal(Save(whole), Save(restarted));
    }

    [Fact]
    public void MessagesHeardLateAndTogetherSayTheSame()
    {
        var (atOnce, late) = (new ProcessMonitor(Histograms.Key(), Options), new ProcessMonitor(Histograms.Key(), Options));
        var feed = new Feed((data, now) =>
        {
            late.Observe(data, Histograms.Start + 1000 * Histograms.Minute);
            return atOnce.Observe(data, now);
        });
        feed.Say(Histograms.Description());
        feed.Run(200, Scenarios.Leak);
        Assert.NotNull(atOnce.Summary().Finding);
        Assert.Equivalent(atOnce.Summary().Finding, late.Summary().Finding, strict: true);
        Assert.Equivalent(atOnce.Detail().Types, late.Detail().Types, strict: true);
    }

    [Fact]
    public void AnOlderStateIsRefusedByItsVersion()
    {
        var state = Save(Leaking(minutes: 3).Monitor);
        // The version is the first element of an array of more than fifteen.
        Assert.Equal(StateFormat.Version, state[3]);
        state[3] = 2;
        Assert.Null(ProcessMonitor.Load(Histograms.Key(), state, Options, out var fault));
        Assert.Contains("version 2", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void ACutStateIsAFaultAtEveryByte()
    {
        var state = Save(Leaking(minutes: 40).Monitor);
        for (var length = 0; length < state.Length; length++)
        {
            Assert.Null(ProcessMonitor.Load(Histograms.Key(), state.AsSpan(0, length), Options, out var fault));
            Assert.NotNull(fault);
        }
    }

    [Fact]
    public void AStateWithFlippedBitsIsReadOrRefusedButNeverThrows()
    {
        var state = Save(Leaking(minutes: 40).Monitor);
        for (var at = 0; at < state.Length; at++)
        {
            var damaged = (byte[])state.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            if (ProcessMonitor.Load(Histograms.Key(), damaged, Options, out _) is { } monitor) Use(monitor);
            damaged[at] = 0xc1;
            if (ProcessMonitor.Load(Histograms.Key(), damaged, Options, out _) is { } other) Use(other);
        }
    }

    [Fact]
    public void RandomBytesAreRefused()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.Null(ProcessMonitor.Load(Histograms.Key(), bytes, Options, out _));
        }
    }

    [Fact]
    public void TheStateOfAnotherProcessIsRefused()
    {
        Assert.Null(ProcessMonitor.Load(Histograms.Key(2), Save(Leaking(minutes: 3).Monitor), Options, out var fault));
        Assert.Contains("another process", fault, StringComparison.Ordinal);
    }

    private static void Use(ProcessMonitor monitor)
    {
        var data = Histograms.Message(long.MaxValue - 1, Histograms.Of(Scenarios.Leak(41)), 41, epoch: monitor.Epoch);
        monitor.Observe(data, data.UnixMilliseconds);
        Assert.NotNull(monitor.Detail());
        Assert.NotNull(monitor.Report());
    }

    private static (ProcessMonitor Monitor, Feed Feed) Leaking(int minutes)
    {
        var monitor = new ProcessMonitor(Histograms.Key(), Options);
        var feed = new Feed(monitor.Observe);
        feed.Say(Histograms.Description());
        for (var i = 0; i < minutes; i++)
        {
            feed.Run(1, Scenarios.Leak);
            feed.Say(new ProcessMemory(100_000_000 + i * 1000, 1_000_000, -1, 12, 50, 1L << 30, 1L << 29));
            feed.Say(new Collections([new Collection(i, 2, 0, 1, feed.Minutes, 1500, new GenerationValues(1, 2, 3, 4, 5, 6), 7, -1, 8, 9)]));
        }

        return (monitor, feed);
    }

    private static ProcessMonitor Reload(ProcessMonitor monitor)
    {
        var copy = ProcessMonitor.Load(monitor.Key, Save(monitor), Options, out var fault);
        Assert.Null(fault);
        return copy!;
    }

    private static byte[] Save(ProcessMonitor monitor)
    {
        var output = new ArrayBufferWriter<byte>();
        monitor.Save(output);
        return output.WrittenSpan.ToArray();
    }
}
