namespace LeakFleet.Detection;

/// <summary>How far replicas move together with the clock: the mean correlation of their steps over all pairs, -1 to 1.</summary>
internal static class SharedLoad
{
    private const int StepsMin = 6;

    /// <summary>
    /// Of steps in standard units the mean over replicas has the variance (1 + (n - 1)·ρ) / n, which gives ρ without visiting each pair. Taken about
    /// each replica's mean step, so that a leak in all of them is no correlation.
    /// </summary>
    public static double Correlation(IReadOnlyList<double[]> replicas, int count)
    {
        var sums = new double[count];
        var present = new int[count];
        foreach (var values in replicas)
        {
            double mean = 0, square = 0;
            var steps = 0;
            for (var step = 1; step < count; step++)
            {
                var change = values[step] - values[step - 1];
                if (double.IsNaN(change)) continue;
                steps++;
                var off = change - mean;
                mean += off / steps;
                square += off * (change - mean);
            }

            var deviation = Math.Sqrt(square / Math.Max(1, steps));
            if (steps < StepsMin || !(deviation > 0)) continue;
            for (var step = 1; step < count; step++)
            {
                var change = values[step] - values[step - 1];
                if (double.IsNaN(change)) continue;
                sums[step] += (change - mean) / deviation;
                present[step]++;
            }
        }

        // Σρ over the pairs of each step, as (sum² - n) / (n² - n).
        double pairs = 0, together = 0;
        for (var step = 1; step < count; step++)
        {
            var n = (double)present[step];
            if (n < 2) continue;
            together += sums[step] * sums[step] - n;
            pairs += n * n - n;
        }

        return pairs > 0 ? Math.Clamp(together / pairs, -1, 1) : 0;
    }
}
