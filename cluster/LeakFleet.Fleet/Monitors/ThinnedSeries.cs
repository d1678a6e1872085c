using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Chooses how much of each series is written. What grows, and then what is large, keeps all its samples until a share of the target size is used
/// up; the rest is thinned evenly over its whole time, because a slow leak shows in the ends of a series, not in its newest part.
/// Only a restart reads what is written: until then nothing is lost.
/// </summary>
internal static class ThinnedSeries
{
    /// <summary>Enough for the test to judge at once after a restart.</summary>
    public const int SamplesMin = 14;

    public const int SamplesMax = 48;

    /// <summary>A place and a difference of bytes, and for every fourth one a place and a difference of instances.</summary>
    private const int BytesPerSample = 6;

    /// <summary>Instances are only shown as a rate, for which a few samples do.</summary>
    private const int InstanceShare = 4;

    /// <summary>What a type takes beside its name and its samples.</summary>
    private const int BytesPerType = 40;

    /// <summary>Most interesting first.</summary>
    public static IReadOnlyList<(TrackedType Type, Sample[] Bytes, Sample[] Counts)> Of(IReadOnlyCollection<TrackedType> types, int stateBytesTarget)
    {
        var whole = stateBytesTarget / 8;
        var rest = stateBytesTarget - whole - types.Sum(t => t.Key.Name.Length + t.Key.Assembly.Length + BytesPerType);
        var thinned = Math.Clamp(rest / (BytesPerSample * Math.Max(1, types.Count)), SamplesMin, SamplesMax);
        var chosen = new List<(TrackedType, Sample[], Sample[])>(types.Count);
        foreach (var type in types.OrderByDescending(t => t.IsGrowing).ThenByDescending(t => t.LastBytes).ThenBy(t => t.Key.Name, StringComparer.Ordinal))
        {
            var cost = type.Bytes.Count * BytesPerSample;
            var isWhole = cost <= whole;
            if (isWhole) whole -= cost;
            chosen.Add((
                type,
                Thin(type.Bytes.Samples, isWhole ? int.MaxValue : thinned),
                Thin(type.Counts is { } counts ? counts.Samples : [], isWhole ? int.MaxValue : thinned / InstanceShare)));
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
