using System.Buffers;

namespace LeakFleet.Detection;

/// <summary>
/// Does a series of post-collection floors leak? In order: leave out the warm-up; cut a steep beginning that flattens; take out
/// one jump; estimate the slope (Theil–Sen); test it (Perron–Yabu); ask for an effect that matters and for the shape of
/// a leak: every third's floor above the one before, a rise larger than what waves about it, and growth that goes on.
/// </summary>
public static class GrowthTest
{
    private const int StackSamplesMax = 256;

    /// <summary>
    /// The whole life, its latest half, its latest quarter: a leak that begins in mid-life is found in a time
    /// proportional to its age. More windows would cost significance and add little.
    /// </summary>
    private const int WindowsMax = 3;

    /// <summary>Of the range before. Half: of 200 random walks judged 300 times each, a third fewer are shown as leaks than with none.</summary>
    private const double MarginMin = 0.5;

    /// <summary>Judges a series of bytes. The samples may come in any order and hold anything.</summary>
    /// <param name="heapBytes">All survivors of the process; 0 or not finite when unknown, which leaves out the relative minimum.</param>
    public static GrowthResult Judge(
        ReadOnlySpan<Sample> samples, long processStartedUnixMilliseconds, double heapBytes, DetectionOptions options)
    {
        var rented = samples.Length > StackSamplesMax ? ArrayPool<Sample>.Shared.Rent(samples.Length) : null;
        var kept = rented is null ? stackalloc Sample[StackSamplesMax] : rented;
        var from = processStartedUnixMilliseconds + (long)options.WarmUpMin.TotalMilliseconds;
        var count = Floors.Clean(samples, from, kept);
        var slopeMin = Math.Max(options.BytesPerHourMin, heapBytes > 0 && double.IsFinite(heapBytes) ? options.RelativePerHourMin * heapBytes : 0);
        var result = JudgeWindows(kept[..count], slopeMin, options);
        if (rented is not null) ArrayPool<Sample>.Shared.Return(rented);
        return result;
    }

    /// <summary>
    /// Judges floors of equal stretches of time: the first begins at <paramref name="fromUnixMilliseconds"/>, each is as wide as the others, NaN where
    /// nothing was seen. Allocates nothing.
    /// </summary>
    /// <param name="heapBytes">All survivors of the process; 0 or not finite when unknown, which leaves out the relative minimum.</param>
    public static GrowthResult JudgeFloors(
        ReadOnlySpan<float> floors, long fromUnixMilliseconds, long widthMilliseconds,
        long processStartedUnixMilliseconds, double heapBytes, DetectionOptions options)
    {
        Span<Sample> samples = stackalloc Sample[Floors.CountMax];
        var count = 0;
        // The latest when there are too many: what is growing now is in them.
        for (var i = Math.Max(0, floors.Length - samples.Length); i < floors.Length; i++)
        {
            if (float.IsNaN(floors[i])) continue;
            // The middle of the stretch stands for when its floor was seen.
            var time = (Int128)fromUnixMilliseconds + (Int128)widthMilliseconds * i + widthMilliseconds / 2;
            samples[count++] = new Sample(time > long.MaxValue || time < 0 ? -1 : (long)time, floors[i]);
        }

        return Judge(samples[..count], processStartedUnixMilliseconds, heapBytes, options);
    }

    private static GrowthResult JudgeWindows(ReadOnlySpan<Sample> samples, double slopeMin, DetectionOptions options)
    {
        var windows = 0;
        while (windows < WindowsMax && IsEnough(Latest(samples, windows), options)) windows++;
        if (windows == 0)
            return new GrowthResult(Verdict.Learning, 0, 0, 0, 1, 0, samples.IsEmpty ? 0 : samples[^1].Value);

        var relaxation = default(Relaxation);
        var whole = WindowTest.Judge(samples, slopeMin, windows, options, ref relaxation);
        if (whole.Verdict == Verdict.Leak) return whole;
        for (var halvings = 1; halvings < windows; halvings++)
        {
            var window = Latest(samples, halvings);
            var latest = WindowTest.Judge(window, slopeMin, windows, options, ref relaxation);
            if (latest.Verdict == Verdict.Leak && IsAbove(latest.Level, samples[..^window.Length])) return latest;
        }

        return whole;
    }

    internal static bool IsEnough(ReadOnlySpan<Sample> samples, DetectionOptions options) =>
        samples.Length >= options.SamplesMin
        && samples[^1].UnixMilliseconds - samples[0].UnixMilliseconds >= options.SpanMin.TotalMilliseconds;

    private static ReadOnlySpan<Sample> Latest(ReadOnlySpan<Sample> samples, int halvings)
    {
        if (halvings == 0 || samples.IsEmpty) return samples;
        var last = samples[^1].UnixMilliseconds;
        var from = last - ((last - samples[0].UnixMilliseconds) >> halvings);
        var start = 0;
        while (samples[start].UnixMilliseconds < from) start++;
        return samples[start..];
    }

    /// <summary>
    /// A part of the life is judged alone only when it has left all that came before behind, by a margin of what that part used
    /// to move: a wave comes back, and noise that wanders reaches a new height every so often.
    /// </summary>
    private static bool IsAbove(double level, ReadOnlySpan<Sample> earlier)
    {
        var (low, high) = (double.PositiveInfinity, 0.0);
        foreach (var sample in earlier) (low, high) = (Math.Min(low, sample.Value), Math.Max(high, sample.Value));
        return level > high + MarginMin * (high - low);
    }
}
