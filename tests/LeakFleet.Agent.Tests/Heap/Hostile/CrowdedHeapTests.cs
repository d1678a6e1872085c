using System.Globalization;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

[Collection(typeof(Alone))]
public sealed class CrowdedHeapTests(ITestOutputHelper output)
{
    private const long MegabytesMax = 80;

    [Theory]
    // More types than are counted; as many rows of regions and types as never fit; both.
    [InlineData(1 << 20, 64, SkipReason.TooManyTypes)]
    [InlineData(30_000, 100, SkipReason.TooManyTypes)]
    [InlineData(32_700, 12, null)]
    public void ManyTypesInEachOfManyRegionsTakeLittleMemoryAndAreReported(int types, int objectsPerRegion, string? reason)
    {
        var heap = new CrowdedHeap(types, objectsPerRegion);
        var options = new HeapWalkOptions { ThreadsMax = 2 };
        var regions = Enumerable.Range(0, options.RegionsMax).Select(heap.Region).ToList();
        Walk([.. regions.Take(10)], heap, options);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var before = Kibibytes("VmRSS:");
        ForgetPeak();

        var histogram = Walk(regions, heap, options);

        var most = (Kibibytes("VmHWM:") - before) >> 10;
        output.WriteLine($"{most} MB, {histogram.Types.Count} types, {string.Join(", ", histogram.Completeness.Skipped)}");
        Assert.InRange(most, 0, MegabytesMax);
        if (reason is null) Assert.Empty(histogram.Completeness.Skipped);
        else Assert.Contains(reason, histogram.Completeness.Skipped.Keys);
        Assert.Equal(options.RegionsMax, histogram.Completeness.RegionsRead + histogram.Completeness.RegionsSkipped);
    }

    private static TypeHistogram Walk(List<HeapRegion> regions, CrowdedHeap heap, HeapWalkOptions options)
    {
        var watch = new RegionWatch(new CollectionCounter(heap.Read), null, isHasty: false);
        using var pass = new RegionPass(heap.Read, 0, options, new WalkCpu());
        pass.Read(regions, new AllocationContexts([]), watch, nice: 0, Deadline.In(600_000), TestContext.Current.CancellationToken);
        var types = new WalkTypes(pass.Workers, options.TypesMax);
        var left = options.NameBytesMax;
        var names = new TypeName?[types.All.Count];
        for (var id = 0; id < names.Length; id++)
        {
            var name = new TypeName($"{id}", "");
            // As long as they may be, while there is room.
            if (left > 2 * options.TypeNameCharsMax * names.Length / 10) name = new TypeName(new string('x', options.TypeNameCharsMax), "");
            left -= name.Bytes;
            names[id] = name;
        }
        var builder = new HistogramBuilder(types, names, freeMethodTable: 0);
        foreach (var region in regions) builder.Add(pass.Tallies[region.Start]);
        return builder.Build(rounds: 1, TimeSpan.Zero);
    }

    private static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static long Kibibytes(string field) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
