namespace LeakFleet.Detection;

/// <summary>
/// How much of the growth of a type its process's load may explain. What a process holds for its work goes with the work, at most in proportion to it, and shows in
/// many types at once; so does the warm-up. The other types are the control: they say how much more there is to do. A leak gathers in a few types, which soon hold
/// many times what they ever held.
/// </summary>
internal static class LoadControl
{
    /// <summary>Which of the other types stands for the load, by how far they rose. Half of a heap does not move, and a leak with all that belongs to it is a few types.</summary>
    private const double Rank = 0.85;

    /// <summary>A type may hang on the load so many times as closely as that one.</summary>
    private const double Sensitivity = 3;

    /// <summary>
    /// A type may rise by so much without that any other shows why: three times the range in which it was seen before, between these bounds. One that hardly moved for hours
    /// and is a third of the heap must not first gain a quarter of itself.
    /// </summary>
    private const double RiseMin = 0.1;

    private const double RiseMax = 0.25;

    private const double RangesMin = 3;

    /// <summary>Time seen before, without which a range says nothing.</summary>
    private const long RangeMilliseconds = 3 * 3_600_000;

    /// <summary>Types below this part of the heap are too few objects to tell anything.</summary>
    private const double ShareMin = 1e-5;

    private const double BytesMin = 16 * 1024;

    /// <summary>Bytes that a type gained beyond what load explains, since the growth found in it began; by the floors of the last bucket.</summary>
    public static double Unexplained(ProcessTrend trend, int slot, JudgedWindow window, long sinceUnixMilliseconds)
    {
        var from = BucketOf(trend.Axis, window, sinceUnixMilliseconds);
        var (before, now) = Levels(trend, slot, window.First, from, window.End);
        return Beyond(before, now, OwnRise(trend, slot, window, from, before), RiseOfOthers(trend, slot, from, window.End, byLast: false));
    }

    /// <summary>The same since the first bucket of a window.</summary>
    public static double Unexplained(ProcessTrend trend, int slot, JudgedWindow window, double riseOfOthers)
    {
        var (before, now) = Levels(trend, slot, window.First, window.First, window.End);
        return Beyond(before, now, RiseMax, riseOfOthers);
    }

    /// <summary>The same for growth of the latest hour, by what there is now: the bucket at hand may have begun before the load rose.</summary>
    /// <param name="now">What the type holds.</param>
    public static double UnexplainedNow(ProcessTrend trend, int slot, JudgedWindow window, long sinceUnixMilliseconds, double now)
    {
        var from = BucketOf(trend.Axis, window, sinceUnixMilliseconds);
        var (before, _) = Levels(trend, slot, window.First, from, window.End);
        return Beyond(before, now, OwnRise(trend, slot, window, from, before), RiseOfOthers(trend, slot, from, window.End, byLast: true));
    }

    /// <summary>By how much the upper ones of the other types rose between two buckets, as a part of what they held.</summary>
    /// <param name="byLast">Until the last histogram, and not only the last floor.</param>
    public static double RiseOfOthers(ProcessTrend trend, int except, int from, int end, bool byLast)
    {
        Span<double> rises = stackalloc double[trend.Count];
        var least = Math.Max(BytesMin, ShareMin * trend.HeapBytes);
        var count = 0;
        for (var slot = 0; slot < trend.Count; slot++)
        {
            var (before, now) = Levels(trend, slot, from, from, end);
            if (byLast) now = trend.Table[slot].LastBytes;
            if (slot != except && before >= least) rises[count++] = Math.Max(0, now / before - 1);
        }

        return count == 0 ? 0 : Quantile.Of(rises[..count], Rank);
    }

    public static int BucketOf(in BucketAxis axis, JudgedWindow window, long unixMilliseconds) =>
        (int)Math.Clamp((unixMilliseconds - axis.FromUnixMilliseconds) / axis.WidthMilliseconds, window.First, Math.Max(window.First, window.End - 1));

    /// <summary>The most a type held until a bucket, and what it holds in the last one before the end; 0 where it was not seen.</summary>
    public static (double Before, double Now) Levels(ProcessTrend trend, int slot, int first, int from, int end)
    {
        var cells = trend.CellsOf(slot);
        var held = trend.Table[slot].Cells;
        double before = 0, now = 0;
        for (var bucket = first; bucket <= from && bucket < cells.Length; bucket++)
            if (cells[bucket] != FloorCells.None) before = Math.Max(before, held.Decode(cells[bucket]));
        for (var bucket = Math.Min(end, cells.Length) - 1; bucket >= from; bucket--)
        {
            if (cells[bucket] == FloorCells.None) continue;
            now = held.Decode(cells[bucket]);
            break;
        }

        return (before, now);
    }

    /// <summary>By how much a type may rise by itself, as a part of the most it held before.</summary>
    private static double OwnRise(ProcessTrend trend, int slot, JudgedWindow window, int from, double before)
    {
        if ((from - window.First) * trend.Axis.WidthMilliseconds < RangeMilliseconds || before <= 0) return RiseMax;
        var cells = trend.CellsOf(slot);
        var low = before;
        for (var bucket = window.First; bucket <= from && bucket < cells.Length; bucket++)
            if (cells[bucket] != FloorCells.None) low = Math.Min(low, trend.Table[slot].Cells.Decode(cells[bucket]));
        return Math.Clamp(RangesMin * (before / Math.Max(1, low) - 1), RiseMin, RiseMax);
    }

    private static double Beyond(double before, double now, double riseMin, double riseOfOthers) => Math.Max(0, now - before * (1 + Math.Max(riseMin, Sensitivity * riseOfOthers)));
}
