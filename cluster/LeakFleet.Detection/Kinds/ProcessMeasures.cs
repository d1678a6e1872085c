namespace LeakFleet.Detection;

/// <summary>
/// The measures of one process and what they show: floors as values come in, a judgement each time a bucket closes. Not for two threads at once.
/// </summary>
public sealed class ProcessMeasures(DetectionOptions options, long firstWidthMilliseconds)
{
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

    /// <summary>Hours from now until what counts against a limit reaches it, by what it did since the growth began; null when it does not rise.</summary>
    public Forecast? HoursTo(double limitBytes, long sinceUnixMilliseconds, long nowUnixMilliseconds)
    {
        var floors = Floors.Closed(Measure.UsageBytes);
        while (!floors.IsEmpty && float.IsNaN(floors[^1])) floors = floors[..^1];
        var axis = Floors.Axis;
        var from = 0;
        while (from < floors.Length && axis.TimeOf(from + 1) <= sinceUnixMilliseconds) from++;
        if (Forecast.Until(limitBytes, floors[from..], axis.WidthMilliseconds) is not { } forecast) return null;
        // A bucket can be hours wide, and the last floor as old.
        var passed = Math.Max(0, (nowUnixMilliseconds - axis.FromUnixMilliseconds - (floors.Length - 0.5) * axis.WidthMilliseconds) / 3_600_000);
        return new Forecast(Math.Max(0, forecast.Hours - passed), Math.Max(0, forecast.Low - passed), Math.Max(0, forecast.High - passed));
    }

    /// <summary>After <see cref="MeasureFloors.Restore"/> and <see cref="MeasureJudge.Restore"/>: finds again what the last look found.</summary>
    public void Restored(long processStartedUnixMilliseconds) => Judge.Repeat(Floors, processStartedUnixMilliseconds);

    public void Clear()
    {
        Floors.Clear();
        Judge.Clear();
    }
}
