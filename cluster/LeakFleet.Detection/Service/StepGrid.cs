namespace LeakFleet.Detection;

/// <summary>Equal steps of time, by the clock or by process age, on which the series of all replicas are compared.</summary>
/// <param name="From">Beginning of the first step.</param>
internal readonly record struct StepGrid(long From, long Width, int Count)
{
    /// <summary>Twice what one process keeps: a rolling deploy makes a service's history longer than that of its replicas.</summary>
    public const int CountMax = 96;

    /// <summary>One replica in so many must have been watched for a time to belong to the grid, at least two: one old replica must not make the steps coarse.</summary>
    private const int EarlyShare = 8;

    public static StepGrid Of(ReadOnlySpan<ReplicaSeries> replicas, bool byAge)
    {
        var from = new long[replicas.Length];
        var to = new long[replicas.Length];
        var widths = new List<long>(replicas.Length);
        for (var i = 0; i < replicas.Length; i++)
        {
            var origin = byAge ? replicas[i].StartedUnixMilliseconds : 0;
            from[i] = replicas[i].FromUnixMilliseconds - origin;
            to[i] = replicas[i].ToUnixMilliseconds - origin;
            if (replicas[i].Profile is { WidthMilliseconds: > 0 } profile) widths.Add(profile.WidthMilliseconds);
        }

        if (widths.Count == 0) return default;
        Array.Sort(from);
        Array.Sort(to);
        widths.Sort();
        var early = Math.Min(replicas.Length - 1, Math.Max(1, replicas.Length / EarlyShare));
        var first = from[early];
        var last = to[byAge ? replicas.Length - 1 - early : ^1];
        if (last <= first) return default;
        var width = widths[widths.Count / 2];
        // Doubled, not fitted: the grid stays the same from one look to the next, and so does what is said.
        while ((last - first) / width >= CountMax - 1) width *= 2;
        var begin = first - (first % width + width) % width;
        return new StepGrid(begin, width, (int)((last - begin) / width) + 1);
    }

    public long CentreOf(int step) => From + step * Width + Width / 2;

    /// <summary>The means of a replica's floors in each step, from an age on; gaps inside are bridged by a line, outside is NaN.</summary>
    public double[] Align(ReplicaSeries replica, bool byAge, long ageMin)
    {
        var origin = byAge ? replica.StartedUnixMilliseconds : 0;
        var values = new double[Count];
        Array.Fill(values, double.NaN);
        var youngest = replica.StartedUnixMilliseconds + ageMin;
        if (replica.Profile is not { WidthMilliseconds: > 0 } profile)
        {
            for (var step = 0; step < Count; step++)
            {
                var at = CentreOf(step) + origin;
                if (at >= Math.Max(replica.FromUnixMilliseconds, youngest) && at <= replica.ToUnixMilliseconds) values[step] = 0;
            }

            return values;
        }

        var counts = new int[Count];
        var floors = profile.Floors.Span;
        for (var i = 0; i < floors.Length; i++)
        {
            var begins = profile.FromUnixMilliseconds + i * profile.WidthMilliseconds;
            if (!float.IsFinite(floors[i]) || floors[i] < 0 || begins < youngest) continue;
            var step = (begins + profile.WidthMilliseconds / 2 - origin - From) / Width;
            if (step < 0 || step >= Count) continue;
            values[step] = counts[step]++ == 0 ? floors[i] : values[step] + (floors[i] - values[step]) / counts[step];
        }

        Bridge(values);
        return values;
    }

    private static void Bridge(Span<double> values)
    {
        var last = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            for (var gap = last + 1; last >= 0 && gap < i; gap++) values[gap] = values[last] + (values[i] - values[last]) * (gap - last) / (i - last);
            last = i;
        }
    }
}
