namespace LeakFleet.Fleet.Tests.Monitors;

/// <summary>Reads the memory of the whole test process, so nothing may run beside it.</summary>
[Collection(nameof(TypeChurnTests))]
[CollectionDefinition(nameof(TypeChurnTests), DisableParallelization = true)]
public sealed class TypeChurnTests
{
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
        Assert.InRange(monitor.State.Types.Count, 1, 256);
        GC.KeepAlive(monitor);
    }
}
