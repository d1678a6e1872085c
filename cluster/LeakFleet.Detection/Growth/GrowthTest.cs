using System.Buffers;

namespace LeakFleet.Detection;

/// <summary>
/// Does a series of post-collection floors leak? In order: leave out the warm-up; cut a steep beginning that flattens; take out
/// one jump; estimate the slope (Theil–Sen); test it, at a level that holds however often one looks; ask for an effect that matters and for growth
/// that goes on. Beside it, a sequential test for growth that has just begun. What it says may be looked at after each floor.
/// </summary>
public static class GrowthTest
{
    private const int StackSamplesMax = 256;
    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Year 9999: a time beyond it is damage.</summary>
    private const long UnixMillisecondsMax = 253_402_300_799_999;

    /// <summary>Judges a series of bytes. The samples may come in any order and hold anything.</summary>
    /// <param name="heapBytes">All survivors of the process; 0 or not finite when unknown, which leaves out the relative minimum.</param>
    public static GrowthResult Judge(
        ReadOnlySpan<Sample> samples, long processStartedUnixMilliseconds, double heapBytes, DetectionOptions options)
    {
        var rented = samples.Length > StackSamplesMax ? ArrayPool<Sample>.Shared.Rent(samples.Length) : null;
        var kept = rented is null ? stackalloc Sample[StackSamplesMax] : rented;
        Span<double> hours = stackalloc double[Floors.CountMax];
        Span<double> values = stackalloc double[Floors.CountMax];
        var cleaned = Floors.Clean(samples, Saturated(processStartedUnixMilliseconds, options.WarmUpMin), kept);
        var origin = cleaned == 0 ? 0 : kept[0].UnixMilliseconds;
        var count = cleaned == 0 ? 0 : Floors.Take(kept[..cleaned], options.FloorsMax, hours, values);
        if (rented is not null) ArrayPool<Sample>.Shared.Return(rented);
        return FloorsTest.Judge(origin, hours[..count], values[..count], heapBytes, options);
    }

    /// <summary>
    /// Judges floors of equal stretches of time: the first begins at <paramref name="fromUnixMilliseconds"/>, each is as wide as the others, NaN where
    /// nothing was seen. The last should be closed: the floor of few samples is higher. Allocates nothing.
    /// </summary>
    /// <param name="heapBytes">All survivors of the process; 0 or not finite when unknown, which leaves out the relative minimum.</param>
    public static GrowthResult JudgeFloors(
        ReadOnlySpan<float> floors, long fromUnixMilliseconds, long widthMilliseconds,
        long processStartedUnixMilliseconds, double heapBytes, DetectionOptions options)
    {
        Span<double> hours = stackalloc double[Floors.CountMax];
        Span<double> values = stackalloc double[Floors.CountMax];
        var count = 0;
        var origin = 0L;
        // A time that no process lives for is damage: nothing can be said of it.
        if (widthMilliseconds is <= 0 or > UnixMillisecondsMax || fromUnixMilliseconds is < 0 or > UnixMillisecondsMax) floors = [];
        var notBefore = Saturated(processStartedUnixMilliseconds, options.WarmUpMin);
        // The latest when there are too many: what grows now is in them.
        for (var i = Math.Max(0, floors.Length - hours.Length); i < floors.Length; i++)
        {
            // The middle of the stretch stands for when its floor was seen.
            var time = (Int128)fromUnixMilliseconds + (Int128)widthMilliseconds * i + widthMilliseconds / 2;
            if (!(floors[i] >= 0) || float.IsInfinity(floors[i]) || time < notBefore || time > UnixMillisecondsMax) continue;
            if (count == 0) origin = (long)time;
            (hours[count], values[count]) = (((long)time - origin) / MillisecondsPerHour, floors[i]);
            count++;
        }

        return FloorsTest.Judge(origin, hours[..count], values[..count], heapBytes, options);
    }

    private static long Saturated(long unixMilliseconds, TimeSpan later) =>
        Math.Clamp(unixMilliseconds, 0, UnixMillisecondsMax) + (long)later.TotalMilliseconds;
}
