using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Chooses how much of each series is written. What grows, and then what is large, keeps all its samples until a share of the target size is used
/// up; the rest is thinned evenly over its whole time, because a slow leak shows in the ends of a series, not in its newest part.
/// Only a restart reads what is written: until then nothing is lost.
/// </summary>
internal static class ThinnedSeries
{
    /// <summary>Enough for the test to judge at once after a restart (it asks for 12), at some 50 bytes.</summary>
    public const int SamplesMin = 24;

    /// <summary>Measured over the scenarios of the tests: a place, a difference of bytes, a place and a difference of instances.</summary>
    private const int BytesPerSample = 6;

    /// <summary>Most interesting first.</summary>
    public static IReadOnlyList<(TrackedType Type, Sample[] Bytes, Sample[] Counts)> Of(IReadOnlyCollection<TrackedType> types, int stateBytesTarget)
    {
        var budget = stateBytesTarget / 4;
        var chosen = new List<(TrackedType, Sample[], Sample[])>(types.Count);
        foreach (var type in types.OrderByDescending(t => t.IsGrowing).ThenByDescending(t => t.LastBytes).ThenBy(t => t.Key.Name, StringComparer.Ordinal))
        {
            var cost = type.Bytes.Count * BytesPerSample;
            var samplesMax = cost <= budget ? int.MaxValue : SamplesMin;
            if (cost <= budget) budget -= cost;
            chosen.Add((type, Thin(type.Bytes.Samples, samplesMax), Thin(type.Counts.Samples, samplesMax)));
        }

        return chosen;
    }

    private static Sample[] Thin(ReadOnlySpan<Sample> samples, int samplesMax)
    {
        if (samples.Length <= samplesMax) return samples.ToArray();
        var thinned = new Sample[samplesMax];
        for (var i = 0; i < samplesMax; i++) thinned[i] = samples[(int)((long)i * (samples.Length - 1) / (samplesMax - 1))];
        return thinned;
    }
}
