namespace LeakFleet.Fleet.Tests.Monitors;

/// <summary>Reads the memory of the whole test process, so nothing may run beside it.</summary>
[Collection(nameof(TypeChurnTests))]
[CollectionDefinition(nameof(TypeChurnTests), DisableParallelization = true)]
public sealed class TypeChurnTests
{
    [Fact]
    public void AProcessOfTwoHundredTypesTakesLittleMoreThanItsFloors()
    {
        var options = new FleetOptions();
        var monitors = Enumerable.Range(1, 20).Select(pid => new ProcessMonitor(Histograms.Key(pid), options)).ToList();
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"Shop.T{i}")];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var (monitor, pid) in monitors.Select((m, i) => (m, i + 1)))
        {
            new Feed(monitor.Observe, pid).Run(200, m => [.. names.Select((name, i) => Histograms.Row(name, 100, 1_000_000 + (i < 10 ? m * 10_000 : 0)))]);
        }

        // Two bytes for each of 48 buckets, and 48 for what goes with a type.
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / monitors.Count, 20_000, 36_000);
        GC.KeepAlive(monitors);
    }

    [Fact]
    public void MemoryStaysBoundedWhileAHundredThousandNamesPassBy()
    {
        var monitor = new ProcessMonitor(Histograms.Key(), new FleetOptions());
        var feed = new Feed(monitor.Observe);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 100; i++)
        {
            var first = i * 1000;
            feed.Run(1, m => [.. Enumerable.Range(first, 1000).Select(n => Histograms.Row($"Shop.Generated{n}", 1, 1000 + m * 1000 + n))]);
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 4_000_000);
        Assert.InRange(monitor.State.Trend.Count, 1, 256);
        GC.KeepAlive(monitor);
    }
}
