namespace LeakFleet.Detection;

/// <summary>Samples made fit to judge: usable ones in order, then the floors of equal stretches of time.</summary>
internal static class Floors
{
    /// <summary>Most floors ever judged: pairwise slopes of 128 are 8,128 numbers.</summary>
    public const int CountMax = 128;

    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Copies the usable samples not before a time, sorted, of equal times the smallest; how many.</summary>
    public static int Clean(ReadOnlySpan<Sample> samples, long fromUnixMilliseconds, Span<Sample> kept)
    {
        var count = 0;
        foreach (var sample in samples)
        {
            if (!Series.IsUsable(sample) || sample.UnixMilliseconds < fromUnixMilliseconds) continue;
            // Insertion sort: the input is in order but for accidents.
            var place = count;
            while (place > 0 && kept[place - 1].UnixMilliseconds > sample.UnixMilliseconds) place--;
            if (place > 0 && kept[place - 1].UnixMilliseconds == sample.UnixMilliseconds)
            {
                if (sample.Value < kept[place - 1].Value) kept[place - 1] = sample;
                continue;
            }

            kept[place..count].CopyTo(kept[(place + 1)..]);
            kept[place] = sample;
            count++;
        }

        return count;
    }

    /// <summary>
    /// Hours since the first sample and the floor of each equal stretch of time; how many are not empty.
    /// Equal stretches, because the floor of many samples is lower than that of few: a series that is coarse where it is
    /// old would otherwise seem to rise.
    /// </summary>
    public static int Take(ReadOnlySpan<Sample> samples, int countMax, Span<double> hours, Span<double> values)
    {
        var origin = samples[0].UnixMilliseconds;
        var span = samples[^1].UnixMilliseconds - origin;
        var count = 0;
        var stretch = -1L;
        foreach (var sample in samples)
        {
            var offset = sample.UnixMilliseconds - origin;
            // As many stretches as samples, or fewer, need none.
            var own = samples.Length <= countMax ? stretch + 1 : Math.Min(countMax - 1, (long)((Int128)offset * countMax / span));
            if (own != stretch)
            {
                (hours[count], values[count]) = (offset / MillisecondsPerHour, sample.Value);
                stretch = own;
                count++;
            }
            else if (sample.Value < values[count - 1])
            {
                (hours[count - 1], values[count - 1]) = (offset / MillisecondsPerHour, sample.Value);
            }
        }

        return count;
    }
}
