using LeakFleet.Detection;

namespace LeakFleet.Server.Charts;

/// <summary>Fewer samples for the same picture.</summary>
internal static class Thinning
{
    /// <summary>Keeps the ends, and of every stretch its lowest and highest sample, so that no peak is lost.</summary>
    public static IReadOnlyList<Sample> MinMax(IReadOnlyList<Sample> samples, int countMax)
    {
        if (samples.Count <= countMax) return samples;
        var stretches = (countMax - 2) / 2;
        var kept = new List<Sample>(countMax) { samples[0] };
        for (var s = 0; s < stretches; s++)
        {
            var from = 1 + (int)((long)s * (samples.Count - 2) / stretches);
            var to = 1 + (int)((long)(s + 1) * (samples.Count - 2) / stretches);
            var (low, high) = (from, from);
            for (var i = from + 1; i < to; i++)
            {
                if (samples[i].Value < samples[low].Value) low = i;
                if (samples[i].Value > samples[high].Value) high = i;
            }

            kept.Add(samples[Math.Min(low, high)]);
            if (low != high) kept.Add(samples[Math.Max(low, high)]);
        }

        kept.Add(samples[^1]);
        return kept;
    }

    /// <summary>Evenly spaced ones, both ends among them.</summary>
    public static IReadOnlyList<Sample> Even(IReadOnlyList<Sample> samples, int countMax)
    {
        if (samples.Count <= countMax) return samples;
        var kept = new Sample[countMax];
        for (var i = 0; i < countMax; i++) kept[i] = samples[(int)((long)i * (samples.Count - 1) / (countMax - 1))];
        return kept;
    }
}
