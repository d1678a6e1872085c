using System.Globalization;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>
/// Phases of equal length without and with walks, in turns. What else the machine does makes a timer late by milliseconds at any time, walks or not: a stall
/// that walks cause would show in most pairs, not in half of them.
/// </summary>
internal sealed class StallPairs
{
    private readonly List<(Stalls Idle, Stalls Walking)> _pairs = [];

    public Stalls Idle => Together(_pairs.Select(pair => pair.Idle));

    public Stalls Walking => Together(_pairs.Select(pair => pair.Walking));

    public int Count => _pairs.Count;

    public int LaterMaxima => _pairs.Count(pair => pair.Walking.MaxMilliseconds > pair.Idle.MaxMilliseconds);

    public int LaterP999 => _pairs.Count(pair => pair.Walking.P999Milliseconds > pair.Idle.P999Milliseconds);

    public string InWords() => string.Create(CultureInfo.InvariantCulture,
        $"{Idle.Samples} sleeps without and {Walking.Samples} beside; the longest was beside in {LaterMaxima} pairs (so many or more by chance: {ByChance(LaterMaxima):P0}), the later 99.9th percentile in {LaterP999} ({ByChance(LaterP999):P0})");

    /// <summary>How likely it is that walks come out later in so many pairs, or more, when they make no difference (sign test).</summary>
    private double ByChance(int later)
    {
        var sum = 0.0;
        var ways = 1.0;
        for (var i = Count; i >= later; i--)
        {
            sum += ways;
            ways = ways * i / (Count - i + 1);
        }
        return sum / Math.Pow(2, Count);
    }

    /// <summary>Which of the two is first changes with each pair, so that a machine that gets busier favours neither.</summary>
    public void Measure(int pairs, Func<Stalls> idle, Func<Stalls> walking)
    {
        for (var i = 0; i < pairs; i++)
        {
            if (i % 2 == 0)
            {
                var before = idle();
                _pairs.Add((before, walking()));
            }
            else
            {
                var before = walking();
                _pairs.Add((idle(), before));
            }
        }
    }

    /// <summary>The longest of all, and the median of the quantiles, which one busy moment of the machine does not move.</summary>
    private static Stalls Together(IEnumerable<Stalls> phases)
    {
        var all = phases.ToList();
        if (all.Count == 0) return default;
        return new Stalls(
            all.Max(phase => phase.MaxMilliseconds),
            all.Select(phase => phase.P999Milliseconds).Order().ElementAt(all.Count / 2),
            all.Sum(phase => phase.Samples));
    }
}
