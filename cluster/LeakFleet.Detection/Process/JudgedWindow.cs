namespace LeakFleet.Detection;

/// <summary>The buckets of a process that are judged: those that began after its warm-up, and are over.</summary>
internal readonly record struct JudgedWindow(int First, int End)
{
    public int Count => End - First;

    public static JudgedWindow Of(in BucketAxis axis, long startedUnixMilliseconds, DetectionOptions options)
    {
        var warm = startedUnixMilliseconds + (long)options.WarmUpMin.TotalMilliseconds;
        // A bucket that began earlier has a floor of the warm-up.
        var before = warm <= axis.FromUnixMilliseconds ? 0 : (warm - axis.FromUnixMilliseconds + axis.WidthMilliseconds - 1) / axis.WidthMilliseconds;
        return new JudgedWindow((int)Math.Min(before, axis.Count), axis.Count);
    }
}
