using System.Text.Json;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Benchmarks.Exact;

/// <summary>
/// Counts a heap over and over while its process allocates and collects as fast as it can: types that do not change must come out the same in
/// every walk. Targets are started anew again and again, because a young heap is collected in other ways than an old one.
/// </summary>
internal static class ExactBenchmark
{
    private const int Objects = 300_000;

    private static readonly string[] ShapesDefault =
    [
        "DOTNET_gcServer=0",
        "DOTNET_gcConcurrent=0",
        "DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_gcServer=1;DOTNET_GCDynamicAdaptationMode=0",
        "DOTNET_GCName=libclrgc.so",
        "DOTNET_GCName=libclrgc.so;DOTNET_gcServer=1;DOTNET_GCHeapCount=2",
        "DOTNET_GCConserveMemory=5",
        "DOTNET_GCHeapHardLimit=0x10000000",
    ];

    public static int Run(string[] args)
    {
        var walks = Arguments.Number(args, "--walks", 100);
        var walksPerTarget = Arguments.Number(args, "--walks-per-target", 20);
        var mode = Enum.Parse<DacMode>(Arguments.Text(args, "--mode") ?? nameof(DacMode.SameRuntime), ignoreCase: true);
        var program = Arguments.Text(args, "--program") ?? "";
        var shapes = Arguments.Text(args, "--shape") is { Length: > 0 } one ? [one] : ShapesDefault;
        var options = new HeapWalkOptions { DacMode = mode };
        var wrong = 0;
        foreach (var shape in shapes)
        {
            var result = Run(shape, walks, walksPerTarget, program, options);
            wrong += result.Wrong;
            Console.WriteLine($"{shape}: {result}");
        }
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new { walks = walks * shapes.Length, wrong }));
        return wrong == 0 ? 0 : 1;
    }

    private static ExactResult Run(string shape, int walks, int walksPerTarget, string program, HeapWalkOptions options)
    {
        var result = new ExactResult();
        while (result.Walks < walks)
        {
            using var target = program.Length == 0
                ? HeapTargetProcess.Start(Objects, shape.Split(';'))
                : HeapTargetProcess.Start([program], Objects, shape.Split(';'));
            using var walker = new HeapWalker(target.Pid, options);
            var built = BuiltTypes.CountedIn(target.Pid);
            if (built.Difference(walker.Walk(CancellationToken.None)) is { } quiet) throw new InvalidOperationException($"the quiet heap: {quiet}");
            target.Ask($"churn {Environment.ProcessorCount}");
            for (var i = 0; i < walksPerTarget && result.Walks < walks; i++)
            {
                var walk = walker.Walk(CancellationToken.None);
                var difference = built.Difference(walk);
                result = result.With(walk.Histogram, difference is null);
                if (difference is not null) Console.WriteLine($"{shape}: walk {i} of a target: {difference}");
            }
        }
        return result;
    }
}
