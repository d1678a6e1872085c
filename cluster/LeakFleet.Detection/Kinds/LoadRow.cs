namespace LeakFleet.Detection;

/// <summary>
/// The work a process does, bucket by bucket, as collections per hour: the one figure of load that every .NET process has, seen from outside, without knowing
/// what it serves. Threads, descriptors and handles follow it; a leak does not come back with it.
/// </summary>
internal static class LoadRow
{
    /// <summary>Between two buckets fewer collections are too coarse a count of anything.</summary>
    private const double CollectionsMin = 6;

    /// <summary>For the closed buckets of the floors; NaN where it is not known. Returns how many are known.</summary>
    public static int Of(MeasureFloors floors, Span<float> perHour)
    {
        var index = floors.Row(Measure.CollectionIndex);
        var axis = floors.Axis;
        var known = 0;
        perHour.Fill(float.NaN);
        for (var bucket = 0; bucket < perHour.Length; bucket++)
        {
            if (float.IsNaN(index[bucket])) continue;
            // Over as many buckets as it takes to count enough.
            for (var next = bucket + 1; next < index.Length; next++)
            {
                var count = index[next] - index[bucket];
                if (!(count >= CollectionsMin)) continue;
                perHour[bucket] = (float)(count / (Begin(axis, next) - Begin(axis, bucket)));
                known++;
                break;
            }
        }

        return known;
    }

    /// <summary>In hours. The first bucket may have begun before anything was seen.</summary>
    private static double Begin(in BucketAxis axis, int bucket) =>
        Math.Max(axis.FirstUnixMilliseconds, axis.FromUnixMilliseconds + bucket * axis.WidthMilliseconds) / 3_600_000.0;
}
