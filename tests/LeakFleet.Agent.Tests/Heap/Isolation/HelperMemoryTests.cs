using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

/// <summary>
/// What a helper has of its own counts towards the limit of the agent's container, of 128 MiB, in which the agent takes some 45. Looked into is this very process, with
/// all that .NET brings loaded, as in a large service.
/// </summary>
public sealed class HelperMemoryTests(ITestOutputHelper output)
{
    private static readonly object Known = new();

    [Fact]
    public void TheNamesOfALargeServicesTypesTakeLittleMemory()
    {
        var types = Types();
        using var inspection = SandboxTests.OpenHelper(Environment.ProcessId);
        Assert.Null(inspection.ReadLayout().Trouble);
        var (named, most) = (0, 0L);
        foreach (var some in types.Order().Chunk(NamesAnswer.BatchMax))
        {
            named += inspection.Resolve(some).Count(name => name is not null);
            most = Math.Max(most, OwnKibibytes(inspection.HelperPid));
        }

        output.WriteLine($"{named} of {types.Length} types named; {most} KiB at most");
        Assert.InRange(named, types.Length * 99 / 100, types.Length);
        Assert.InRange(most, 1, 35 * 1024);
    }

    [Fact]
    public void TheStaticFieldsOfALargeServiceAreReadInLittleMemory()
    {
        Types();
        using var inspection = SandboxTests.OpenHelper(Environment.ProcessId);
        Assert.Null(inspection.ReadLayout().Trouble);
        var statics = inspection.ReadStatics();

        Assert.Null(statics.Trouble);
        output.WriteLine($"{statics.Slots.Count} static fields; {OwnKibibytes(inspection.HelperPid)} KiB");
        Assert.Contains(statics.Slots, slot => slot.Name.EndsWith($"{nameof(HelperMemoryTests)}.{nameof(Known)}", StringComparison.Ordinal));
        Assert.InRange(OwnKibibytes(inspection.HelperPid), 1, 48 * 1024);
    }

    /// <summary>Method tables of the types of every assembly that came with the runtime.</summary>
    internal static ulong[] Types()
    {
        Assert.NotNull(Known);
        return [.. Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System.*.dll").Select(path => Assembly.Load(AssemblyName.GetAssemblyName(path)))
            .SelectMany(assembly => assembly.GetTypes()).Where(type => !type.ContainsGenericParameters).Select(type => (ulong)type.TypeHandle.Value)];
    }

    private static long OwnKibibytes(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
