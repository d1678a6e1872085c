using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>A stopped process, of which ClrMD can tell the truth.</summary>
public sealed class QuietTargetTests
{
    private const int Objects = 60_000;
    private const int PerType = 200;

    private static readonly RetentionOptions Options = new() { SamplesMax = PerType, MillisecondsMax = 120_000 };

    public static TheoryData<string> HeapShapes => new("DOTNET_gcServer=0", "DOTNET_gcServer=1;DOTNET_GCHeapCount=2");

    [Theory, MemberData(nameof(HeapShapes))]
    public void ReferencesOfEveryTypeAreThoseThatClrMdFinds(string shape)
    {
        using var target = HeapTargetProcess.Start(Objects, shape.Split(';'));
        using var stop = new StoppedProcess(target.Pid);
        using var truth = new SuspendedGraph(target.Pid);
        var memory = new ProcessMemory(target.Pid);
        var compared = 0;

        foreach (var sameType in truth.Heap.EnumerateObjects().Where(found => !found.IsFree).GroupBy(found => found.Type!.MethodTable))
        {
            foreach (var found in sameType.Take(PerType))
            {
                Assert.Equal(truth.References(found), ObjectContent.References(memory.Read, found, int.MaxValue).Select(reference => reference.Target).Order());
                compared++;
            }
        }
        Assert.True(compared > 1000, $"{compared} objects compared");
    }

    [Theory, MemberData(nameof(HeapShapes))]
    public void EveryPathExistsAndNoneIsMissed(string shape)
    {
        using var target = HeapTargetProcess.Start(Objects, shape.Split(';'), "--holders");
        using var stop = new StoppedProcess(target.Pid);
        using var truth = new SuspendedGraph(target.Pid);
        var reachable = truth.Reachable();
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });
        var samples = truth.Heap.EnumerateObjects().Where(alive => !alive.IsFree).GroupBy(alive => alive.Type!.MethodTable)
            .OrderByDescending(same => same.First().Type!.Name!.StartsWith("HeapTarget.Held", StringComparison.Ordinal)).ThenByDescending(same => same.Count()).Take(100)
            .SelectMany(same => same.Where((_, i) => i % Math.Max(1, same.Count() / PerType) == 0).Take(PerType))
            .Select(sample => new FoundObject(sample, sample.Type!.MethodTable, sample.Size, HeapPlace.Gen2)).ToList();
        Assert.True(samples.Count >= 1000, $"{samples.Count} objects");
        Assert.True(samples.Select(sample => sample.MethodTable).Distinct().Count() >= 50, "of 50 types");

        var answer = heap.Ask(session => new AddressQuery(session, Options).Run(samples), _ => [], Options.MillisecondsMax, TestContext.Current.CancellationToken);

        var found = answer.Select(path => path.Sample).ToHashSet();
        var missed = samples.Select(sample => sample.Address).Where(address => reachable.ContainsKey(address) && !found.Contains(address)).ToList();
        Assert.True(missed.Count == 0, $"no path found for {string.Join("; ", missed.Select(address => truth.Chain(address, reachable)))}");
        var invented = found.Where(address => !reachable.ContainsKey(address)).ToList();
        Assert.True(invented.Count == 0, $"nothing holds {string.Join("; ", invented.Select(address => truth.Heap.GetObject(address)))}");
        foreach (var path in answer)
        {
            foreach (var ((holder, held), edge) in path.Addresses.Zip(path.Addresses.Skip(1)).Zip(path.Edges)) Assert.True(truth.Holds(edge, holder, held), $"{edge} of {holder:x} does not hold {held:x}");
            Assert.True(truth.IsRoot(path.Root, path.Addresses[0]), $"{path.Root} does not hold {path.Addresses[0]:x}");
        }
        Assert.Superset(new HashSet<EdgeKind> { EdgeKind.Reference, EdgeKind.Dependent, EdgeKind.Loader }, answer.SelectMany(path => path.Edges).Select(edge => edge.Kind).ToHashSet());
        Assert.Superset(
            new HashSet<RootKind> { RootKind.Static, RootKind.ThreadStatic, RootKind.StrongHandle, RootKind.PinnedHandle, RootKind.FinalizerQueue }, answer.Select(path => path.Root.Kind).ToHashSet());
    }
}
