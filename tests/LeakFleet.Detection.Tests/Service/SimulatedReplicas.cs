namespace LeakFleet.Detection.Tests;

/// <summary>The profiles of one type in the replicas of one service, from a seed: 100 MB of heap each, a type of 3 MB, floors each 5 minutes.</summary>
internal sealed record SimulatedReplicas
{
    public const double HeapBytes = 100e6;
    private const double TypeBytes = 3e6;
    private const double Hour = 3_600_000;
    private const int FloorsMax = 48;

    public int Count { get; init; } = 20;

    public double Hours { get; init; } = 24;

    /// <summary>Time over which their starts are spread.</summary>
    public double StaggerHours { get; init; }

    /// <summary>Of heap per hour, by age.</summary>
    public double Leak { get; init; }

    /// <summary>Height of the daily wave of load, as a part of the type; it rises for the first twelve hours.</summary>
    public double Load { get; init; } = 0.3;

    /// <summary>Standard deviation of what is particular to a replica, as a part of the type.</summary>
    public double Noise { get; init; } = 0.1;

    public double Phi { get; init; } = 0.9;

    /// <summary>Time constant of a warm-up of the type's own size; 0 for none.</summary>
    public double WarmUpHours { get; init; }

    /// <summary>Of the heap, that a cache holds at the age of a day: of keys that recur ever more, so that it never quite stops.</summary>
    public double KeysOfADay { get; init; }

    /// <summary>Difference of level between replicas, as a part of the type.</summary>
    public double Spread { get; init; } = 0.1;

    public Func<int, bool> Leaks { get; init; } = _ => true;

    public IReadOnlyList<ReplicaSeries> Make(int seed)
    {
        var random = new Random(seed);
        var end = Notation.Start + (long)(Hours * Hour);
        var shared = Traces.Noise(random, Phi);
        var sharedNoise = Enumerable.Range(0, (int)(Hours * 12) + 2).Select(_ => shared()).ToArray();
        var replicas = new List<ReplicaSeries>();
        for (var i = 0; i < Count; i++)
        {
            var started = Notation.Start + (long)(random.NextDouble() * StaggerHours * Hour);
            var level = TypeBytes * (1 + Spread * Traces.Normal(random));
            var noise = Traces.Noise(random, Phi);
            var floors = new List<float>();
            for (var at = started; at + 300_000 <= end; at += 300_000)
            {
                var age = (at - started) / Hour;
                var clock = (at - Notation.Start) / Hour;
                var load = Load * (0.5 - 0.5 * Math.Cos(2 * Math.PI * clock / 24)) + Load * 0.1 * sharedNoise[(int)(clock * 12)];
                var warmUp = WarmUpHours > 0 ? 1 - Math.Exp(-age / WarmUpHours) : 0;
                var leak = Leaks(i) ? Leak * HeapBytes * age : 0;
                var keys = KeysOfADay * HeapBytes * Math.Pow(age / 24, 0.6);
                floors.Add((float)Math.Max(0, level * (1 + load + warmUp + Noise * noise()) + leak + keys));
            }

            var width = 300_000L;
            while (floors.Count > FloorsMax)
            {
                floors = [.. floors.Chunk(2).Select(pair => pair.Min())];
                width *= 2;
            }

            replicas.Add(new ReplicaSeries(
                $"replica-{i:000}", started, started, end,
                new GrowthProfile("managed-type", "Shop.Order", "Shop", started, width, floors.ToArray(), HeapBytes, 200)));
        }

        return replicas;
    }
}
