namespace LeakFleet.Detection;

/// <summary>
/// The mean of what many replicas do from each step to the next, chained to one series. Of differences, not of levels: a replica that comes or goes then
/// makes no jump. What is particular to a replica averages out; what they share, such as load, stays and looks like the autocorrelated noise of one series.
/// </summary>
internal static class ChainedMean
{
    /// <summary>Share of the steps' largest number of replicas that a step needs: else one old replica speaks for the service's early days.</summary>
    private const double CoverMin = 0.25;

    /// <summary>Taken from both ends: one bad replica in twenty is no growth of the service.</summary>
    private const double TrimShare = 0.1;

    private const int TrimFrom = 5;

    /// <returns>The latest stretch without a hole, values shifted to be at least 0; empty when there is none.</returns>
    public static Sample[] Of(IReadOnlyList<double[]> replicas, StepGrid grid, ReadOnlySpan<double> slopes)
    {
        var kept = Trim(replicas, slopes);
        var steps = new double[grid.Count];
        var counts = new int[grid.Count];
        double level = 0;
        var levels = 0;
        foreach (var values in kept)
        {
            for (var step = 1; step < grid.Count; step++)
            {
                if (double.IsNaN(values[step]) || double.IsNaN(values[step - 1])) continue;
                steps[step] += values[step] - values[step - 1];
                counts[step]++;
            }

            foreach (var value in values)
            {
                if (double.IsNaN(value)) continue;
                level += value;
                levels++;
                break;
            }
        }

        var coverMin = Math.Max(1, CoverMin * counts.Max());
        var last = grid.Count - 1;
        while (last > 0 && counts[last] < coverMin) last--;
        var first = last;
        while (first > 0 && counts[first] >= coverMin) first--;
        if (last == first) return [];
        var samples = new Sample[last - first + 1];
        var sum = levels == 0 ? 0 : level / levels;
        var least = sum;
        for (var step = first; step <= last; step++)
        {
            if (step > first) sum += steps[step] / counts[step];
            samples[step - first] = new Sample(grid.CentreOf(step), sum);
            least = Math.Min(least, sum);
        }

        if (least < 0)
            for (var i = 0; i < samples.Length; i++) samples[i] = samples[i] with { Value = samples[i].Value - least };
        return samples;
    }

    /// <summary>Rise per step by thirds: a trend in a few additions, for the choice of what is trimmed and for who takes part.</summary>
    public static double SlopePerStep(ReadOnlySpan<double> values)
    {
        var first = 0;
        while (first < values.Length && double.IsNaN(values[first])) first++;
        var end = values.Length;
        while (end > first && double.IsNaN(values[end - 1])) end--;
        var length = end - first;
        if (length < 3) return double.NaN;
        var third = length / 3;
        double early = 0, late = 0;
        for (var i = 0; i < third; i++)
        {
            early += values[first + i] / third;
            late += values[end - 1 - i] / third;
        }

        return (late - early) / (length - third);
    }

    private static List<double[]> Trim(IReadOnlyList<double[]> replicas, ReadOnlySpan<double> slopes)
    {
        var order = new List<(double Slope, int Index)>(replicas.Count);
        for (var i = 0; i < replicas.Count; i++)
            if (!double.IsNaN(slopes[i])) order.Add((slopes[i], i));
        order.Sort();
        var trim = order.Count < TrimFrom ? 0 : Math.Max(1, (int)(TrimShare * order.Count));
        return [.. order.Skip(trim).Take(order.Count - 2 * trim).OrderBy(o => o.Index).Select(o => replicas[o.Index])];
    }
}
