namespace LeakFleet.Detection;

/// <summary>What is known of a series besides its judgement, which an explanation needs.</summary>
/// <param name="floors">Least values of equal stretches of time, NaN where nothing was seen.</param>
/// <param name="widthMilliseconds">Of each stretch.</param>
/// <param name="collectionsPerHour">Of the process lately; NaN when not known.</param>
public readonly ref struct Seen(
    ReadOnlySpan<float> floors, long widthMilliseconds, long startedUnixMilliseconds, long nowUnixMilliseconds, double collectionsPerHour)
{
    public ReadOnlySpan<float> Floors { get; } = floors;

    public double WidthHours { get; } = widthMilliseconds / 3_600_000.0;

    public long NowUnixMilliseconds { get; } = nowUnixMilliseconds;

    public double AgeHours { get; } = Math.Max(0, (nowUnixMilliseconds - startedUnixMilliseconds) / 3_600_000.0);

    public double CollectionsPerHour { get; } = collectionsPerHour;
}
