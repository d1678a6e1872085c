namespace LeakFleet.Detection;

/// <summary>
/// Spares most types the test, at a hundredth of its cost. Of 200 types of a steady process some 190 end here.
/// </summary>
/// <param name="buckets">Judged: those after the warm-up.</param>
internal readonly struct GrowthScreen(int buckets, long widthMilliseconds, double heapBytes, DetectionOptions options)
{
    /// <summary>Of what the smallest slope that matters adds over the shortest window judged: with less range there is no leak to be found.</summary>
    private const double RangeShareMin = 0.25;

    /// <summary>
    /// Of the smallest slope that matters: a leak that fills only the last quarter of the window still tilts the line
    /// over all of it by 0.16 of its own slope.
    /// </summary>
    private const double SlopeShareMin = 0.1;

    /// <summary>The shortest growth that a look at the whole life must find fills a quarter of it.</summary>
    private const int WindowShare = 4;

    private const double MillisecondsPerHour = 3_600_000;

    private readonly double _slopeMin = options.TypePerHourMin(heapBytes);

    /// <summary>Whether there is enough to judge.</summary>
    public bool IsEnough(in FloorRow row) => row.Count >= options.SamplesMin;

    /// <summary>
    /// Whether it moves enough for a leak to be found in it, up or down. Only these count as tests (independent filtering, Bourgon et al. 2010): were the
    /// others counted, two hundred constant types would hide the one that grows.
    /// </summary>
    public bool Moves(in FloorRow row) =>
        row.Range > 0 && row.Range >= RangeShareMin * _slopeMin * Math.Max(options.SpanMin.TotalHours, buckets * widthMilliseconds / MillisecondsPerHour / WindowShare);

    /// <summary>Whether it can rise enough. What does not counts among the tests with the p-value 1.</summary>
    public bool Rises(in FloorRow row) => row.SlopePerHour > 0 && row.SlopePerHour >= SlopeShareMin * _slopeMin;
}
