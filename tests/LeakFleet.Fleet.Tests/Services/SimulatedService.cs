using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Services;

/// <summary>Reports of a service as its processes would give them, each quarter of an hour: profiles of two types, with findings of processes when told.</summary>
internal sealed record SimulatedService
{
    public const long Quarter = 15 * 60_000;
    private const double HeapBytes = 100e6;
    private const double PValue = 1e-6;

    public int Replicas { get; init; } = 12;

    public int Seed { get; init; } = 1;

    public Func<int, string> Version { get; init; } = _ => "1.0";

    /// <summary>Quarters after which a replica starts.</summary>
    public Func<int, int> Start { get; init; } = _ => 0;

    /// <summary>Quarters after which it exits.</summary>
    public Func<int, int> Exit { get; init; } = _ => int.MaxValue;

    /// <summary>Of the heap per hour.</summary>
    public Func<int, double> Leak { get; init; } = _ => 0;

    /// <summary>Quarters of age from which a leaking process has a finding of its own.</summary>
    public int FoundAfter { get; init; } = int.MaxValue;

    public Func<int, string> FoundAs { get; init; } = _ => "Shop.Order";

    public Func<int, IReadOnlyDictionary<string, string>> Labels { get; init; } = _ => new Dictionary<string, string>();

    public static long Time(int quarter) => Histograms.Start + quarter * Quarter;

    public IEnumerable<ProcessReport> At(int quarter)
    {
        for (var i = 0; i < Replicas; i++)
        {
            var age = Math.Min(quarter, Exit(i)) - Start(i);
            if (age < 1 || quarter > Exit(i)) continue;
            yield return Report(i, age, Start(i) + age);
        }
    }

    private ProcessReport Report(int i, int age, int quarter)
    {
        var started = Time(Start(i));
        var leaks = Leak(i) > 0 && age >= FoundAfter;
        return new ProcessReport(
            Histograms.Key(i + 1), "shop", Version(i), leaks ? Verdict.Leak : age < 3 ? Verdict.Learning : Verdict.Healthy, quarter >= Exit(i),
            leaks ? [Found(FoundAs(i), Leak(i) * HeapBytes, started)] : [], Time(quarter))
        {
            StartedUnixMilliseconds = started,
            FirstSampleUnixMilliseconds = started,
            LastSampleUnixMilliseconds = Time(quarter),
            Runtime = "10.0.0",
            Labels = Labels(i),
            Memory = new ProcessMemory(200_000_000, 0, -1, -1, -1, 1_000_000_000, 200_000_000),
            Profiles = [Profile("Shop.Order", i, age, Leak(i)), Profile("Shop.Around", i, age, 0)],
        };
    }

    private static Finding Found(string type, double rate, long since) => new(
        Fingerprint.Of(Fingerprint.ManagedType, type), Fingerprint.ManagedType, type, "Shop",
        [new GrowingType(type, "Shop", rate, 1, 1, 1, PValue), new GrowingType("Shop.Order", "Shop", rate, 1, 1, 1, PValue)],
        since, rate, 0.9 * rate, 1.1 * rate, PValue, 800e6 / rate);

    private GrowthProfile Profile(string type, int i, int age, double leak)
    {
        var random = new Random(Seed * 1_000_003 + i * 31 + type.Length);
        var level = 3e6 * (1 + 0.1 * (random.NextDouble() - 0.5));
        var floors = new List<float>();
        for (var quarter = 0; quarter < age; quarter++)
            floors.Add((float)(level * (1 + 0.1 * (random.NextDouble() - 0.5)) + leak * HeapBytes * quarter / 4));
        var width = Quarter;
        for (; floors.Count > 48; width *= 2) floors = [.. floors.Chunk(2).Where(pair => pair.Length == 2).Select(pair => pair.Min())];
        return new GrowthProfile(Fingerprint.ManagedType, type, "Shop", Time(Start(i)), width, floors.ToArray(), HeapBytes, 200);
    }
}
