using System.Numerics;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64. Not <see cref="Random"/>: its algorithm may change with the framework, and a seed is
/// to name the same fleet for ever.
/// </summary>
internal sealed class Rng
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double _spare = double.NaN;

    public Rng(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>A stream of its own: what one part draws does not change what another draws.</summary>
    public static Rng Stream(ulong seed, ulong stream) => new(Derive(seed, stream));

    public static ulong Derive(ulong seed, ulong stream)
    {
        var state = seed ^ (stream * 0xD1342543DE82EF95);
        SplitMix(ref state);
        return SplitMix(ref state);
    }

    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 up to but not 1.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public int Next(int exclusiveMax) => (int)(Next() * exclusiveMax);

    public int Next(int min, int exclusiveMax) => min + Next(exclusiveMax - min);

    public double Uniform(double min, double max) => min + (max - min) * Next();

    /// <summary>Evenly over orders of magnitude: sizes and times of real systems are spread so.</summary>
    public double LogUniform(double min, double max) => min * Math.Pow(max / min, Next());

    public bool Chance(double probability) => Next() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Mean 1.</summary>
    public double Exponential() => -Math.Log(1 - Next());

    /// <summary>Median 1.</summary>
    public double LogNormal(double sigma) => Math.Exp(sigma * Normal());

    /// <summary>Marsaglia's polar method, which gives two at a time.</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        double u, v, s;
        do
        {
            u = 2 * Next() - 1;
            v = 2 * Next() - 1;
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);
        var factor = Math.Sqrt(-2 * Math.Log(s) / s);
        _spare = v * factor;
        return u * factor;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
