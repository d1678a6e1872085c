namespace LeakFleet.Detection;

/// <summary>
/// The measures of one process and what they show: floors as values come in, a judgement each time a bucket closes. Not for two threads at once.
/// </summary>
public sealed class ProcessMeasures(DetectionOptions options, long firstWidthMilliseconds)
{
    private const double MillisecondsPerHour = 3_600_000;

    public MeasureFloors Floors { get; } = new(firstWidthMilliseconds);

    public MeasureJudge Judge { get; } = new(options);

    /// <summary>To be called before values of a time are observed.</summary>
    /// <returns>Whether a bucket closed, and everything was judged anew.</returns>
    public bool BeginAt(long unixMilliseconds, long processStartedUnixMilliseconds)
    {
        var closes = Floors.ClosesBucket(unixMilliseconds);
        // First, since buckets may merge: what is judged is then what is saved, and a host that restarts finds the same.
        Floors.Advance(unixMilliseconds);
        if (closes) Judge.Look(Floors, processStartedUnixMilliseconds);
        return closes;
    }

    public void Observe(Measure measure, long unixMilliseconds, double value) => Floors.Observe(measure, unixMilliseconds, value);

    /// <summary>Hours from now until memory runs out; null without a limit, or when it does not become less.</summary>
    /// <param name="sinceUnixMilliseconds">When the growth began that is to be followed.</param>
    /// <param name="leakPerHour">Bytes by which what leaks grows; 0 when not known.</param>
    public Forecast? HoursToLimit(long sinceUnixMilliseconds, long nowUnixMilliseconds, double leakPerHour)
    {
        var headroom = Floors.Closed(Measure.HeadroomBytes);
        var axis = Floors.Axis;
        var from = 0;
        while (from < headroom.Length && axis.TimeOf(from + 1) <= sinceUnixMilliseconds) from++;
        var begin = axis.FromUnixMilliseconds + from * axis.WidthMilliseconds;
        return LimitTime.Of(
            headroom[from..], axis.WidthMilliseconds / MillisecondsPerHour, Math.Max(0, nowUnixMilliseconds - begin) / MillisecondsPerHour, leakPerHour);
    }

    /// <summary>After <see cref="MeasureFloors.Restore"/> and <see cref="MeasureJudge.Restore"/>: finds again what the last look found.</summary>
    public void Restored(long processStartedUnixMilliseconds) => Judge.Repeat(Floors, processStartedUnixMilliseconds);

    public void Clear()
    {
        Floors.Clear();
        Judge.Clear();
    }
}
