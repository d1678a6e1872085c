namespace LeakFleet.Detection;

/// <summary>
/// Settings of the growth test. The method has no time constant of its own: every one is here, so that an hour of
/// samples each minute and a minute of samples each second are judged alike.
/// </summary>
public sealed class DetectionOptions
{
    /// <summary>Floors below which thirds are too small to have a floor and a median each.</summary>
    private const int FloorsLow = 6;

    /// <summary>Floors after the warm-up before anything is judged: an hour and a half of one each 15 min. With 4 degrees of freedom only very clear growth passes.</summary>
    public int SamplesMin { get; set; } = 6;

    /// <summary>Time the samples must span. A wave of load is told from growth when this spans at least 2.5 of its periods.</summary>
    public TimeSpan SpanMin { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Time after the start of the process that is never judged: loading code and filling pools is not growth.</summary>
    public TimeSpan WarmUpMin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Largest p-value of one series, and the false discovery rate over all types of a process (0..1).</summary>
    public double Significance { get; set; } = 0.01;

    /// <summary>Smallest growth that matters, of all types of a leak together, in bytes per hour. 128 KiB/h are 3 MiB a day.</summary>
    public double BytesPerHourMin { get; set; } = 128 * 1024;

    /// <summary>The same as a part of the whole heap per hour. 0.001 doubles a heap in six weeks.</summary>
    public double RelativePerHourMin { get; set; } = 0.001;

    /// <summary>Of both, what one type must grow by: a leaked graph grows in many types, and in the largest of them hides in noise.</summary>
    public double TypeShareMin { get; set; } = 0.125;

    /// <summary>What all growing types of a process must have gained together before one process alone is said to leak, as a part of the heap before.</summary>
    public double RiseShareMin { get; set; } = 0.05;

    /// <summary>Time that growth must last before one process alone is said to leak: the load of a day rises for some 12 hours, and then is seen to fall.</summary>
    public TimeSpan DayRise { get; set; } = TimeSpan.FromHours(16);

    /// <summary>Time that growth which began with the process must last, when no load explains it: most caches that fill for longer show by then that they level off.</summary>
    public TimeSpan YoungRise { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Of the rise that is asked for, what load must not explain (<see cref="LoadControl"/>).</summary>
    public double UnexplainedShareMin { get; set; } = 0.25;

    /// <summary>Time a process must have been seen without growth, for growth that no load explains to be told without waiting: a cache fills from the start.</summary>
    public TimeSpan QuietMin { get; set; } = TimeSpan.FromHours(3);

    /// <summary>
    /// What all types together must have gained, as a part of the heap before, to be told without waiting for <see cref="YoungRise"/>: more than entries that live for a while
    /// usually hold, and it may not leave that much time.
    /// </summary>
    public double FastShareMin { get; set; } = 0.15;

    /// <summary>
    /// Growth of the latest third as a part of the mean growth per third. A line has 1; an exponential has 0.68 when
    /// two time constants are seen, less with more.
    /// </summary>
    public double RecentShareMin { get; set; } = 0.7;

    /// <summary>
    /// Largest bounded cache that must be excluded before growth is called a leak, as a part of the heap; 0 for none. 1 is as much as all the rest. In simulated
    /// fleets 0.5 finds leaks an hour earlier and mistakes twice as much.
    /// </summary>
    public double CacheShareMax { get; set; } = 1;

    /// <summary>Consecutive looks that must agree before a leak is shown (one where chance does as much less than once in a million times), and before it is taken back.</summary>
    public int LooksMin { get; set; } = 3;

    /// <summary>Points a <see cref="Series"/> keeps (16 bytes each).</summary>
    public int SeriesCapacity { get; set; } = 128;

    /// <summary>
    /// Equal stretches of time whose floors are judged. At most a quarter of <see cref="SeriesCapacity"/>: then every
    /// stretch holds a whole bucket of the series, and old and new floors are taken over equal times.
    /// </summary>
    public int FloorsMax { get; set; } = 32;

    /// <summary>
    /// Settings for a sample every <paramref name="sampleInterval"/>: the time constants become multiples of it, and what must
    /// be gained within <see cref="SpanMin"/> stays what it is by default (128 KiB, and 0.1 % of the heap).
    /// 12 intervals at one sample every 2.5 s are 30 s: a verdict within a minute, for demonstrations and tests.
    /// </summary>
    public static DetectionOptions ForInterval(TimeSpan sampleInterval)
    {
        var usual = new DetectionOptions();
        var span = 12 * sampleInterval;
        return new DetectionOptions
        {
            // Buckets of one and a half intervals: of exactly one, some would be empty whenever looks are not quite on time.
            SamplesMin = 8,
            LooksMin = 2,
            SpanMin = span,
            WarmUpMin = 3 * sampleInterval,
            BytesPerHourMin = 128 * 1024 / span.TotalHours,
            RelativePerHourMin = 0.001 / span.TotalHours,
            TypeShareMin = 1,
            // What is gained in a minute is a small part of a heap that grows mostly by what it throws away.
            RiseShareMin = 0.001,
            // Nor can a cache of the size of the heap be excluded within a minute: one that visibly levels off is told all the same.
            CacheShareMax = 0,
            FastShareMin = 0.03,
            // The load of a day does not rise within minutes, and of the few types of a small program most belong to its leak: none is left to be the control.
            UnexplainedShareMin = span < usual.SpanMin ? 0 : usual.UnexplainedShareMin,
            DayRise = usual.DayRise * (span / usual.SpanMin),
            YoungRise = usual.YoungRise * (span / usual.SpanMin),
            QuietMin = usual.QuietMin * (span / usual.SpanMin),
        };
    }

    /// <summary>
    /// Points of a series that shows no growth: enough to see it begin. From then on the series keeps <see cref="SeriesCapacity"/>. A merge leaves
    /// at least half of them, which must be enough to judge.
    /// </summary>
    public int QuietSeriesCapacity => Math.Min(SeriesCapacity, Math.Max(Series.CapacityMin, 3 * SamplesMin));

    /// <summary>Width of the first buckets of a process: as many of them as are judged at least make the shortest time that is judged.</summary>
    public TimeSpan BucketWidthMin => SpanMin / Math.Max(1, SamplesMin);

    /// <summary>
    /// The same for one series of replicas together: with smaller caches to exclude, since growth by age tells larger ones, and with a smaller slope. In their mean the noise of each
    /// averages out, and a leak is seen by the little that its own type gains before it is in the strings that it holds.
    /// </summary>
    public DetectionOptions ForReplicas()
    {
        var copy = (DetectionOptions)MemberwiseClone();
        copy.TypeShareMin /= 4;
        copy.CacheShareMax *= 0.3;
        return copy;
    }

    /// <summary>Smallest growth that matters, in bytes per hour.</summary>
    /// <param name="heapBytes">All survivors; 0 or not finite when unknown, which leaves out the relative minimum.</param>
    public double PerHourMin(double heapBytes) => Math.Max(BytesPerHourMin, heapBytes > 0 && double.IsFinite(heapBytes) ? RelativePerHourMin * heapBytes : 0);

    /// <summary>The same for one type.</summary>
    public double TypePerHourMin(double heapBytes) => TypeShareMin * PerHourMin(heapBytes);

    /// <summary>The same without a smallest slope: for instances, of which no number matters by itself.</summary>
    public DetectionOptions WithoutMinimum() => WithMinimum(0, 0);

    /// <summary>The same with another smallest slope: for series that are counted in other units.</summary>
    internal DetectionOptions WithMinimum(double perHour, double relativePerHour)
    {
        var copy = (DetectionOptions)MemberwiseClone();
        (copy.BytesPerHourMin, copy.RelativePerHourMin, copy.TypeShareMin) = (perHour, relativePerHour, 1);
        return copy;
    }

    /// <summary>Every fault of the settings, in words; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Check(SamplesMin is >= FloorsLow and <= 1000, $"SamplesMin must be {FloorsLow} to 1000, not {SamplesMin}");
        Check(SpanMin > TimeSpan.Zero && SpanMin <= TimeSpan.FromDays(365), $"SpanMin must be above 0 and at most 365 days, not {SpanMin}");
        Check(WarmUpMin >= TimeSpan.Zero && WarmUpMin <= TimeSpan.FromDays(365), $"WarmUpMin must be 0 to 365 days, not {WarmUpMin}");
        Check(Significance is > 0 and <= 0.5, $"Significance must be above 0 and at most 0.5, not {Significance}");
        Check(BytesPerHourMin >= 0 && double.IsFinite(BytesPerHourMin), $"BytesPerHourMin must be 0 or more, not {BytesPerHourMin}");
        Check(RelativePerHourMin >= 0 && double.IsFinite(RelativePerHourMin), $"RelativePerHourMin must be 0 or more, not {RelativePerHourMin}");
        Check(TypeShareMin is >= 0 and <= 1, $"TypeShareMin must be 0 to 1, not {TypeShareMin}");
        Check(RiseShareMin is >= 0 and <= 10, $"RiseShareMin must be 0 to 10, not {RiseShareMin}");
        Check(DayRise >= TimeSpan.Zero && DayRise <= TimeSpan.FromDays(365), $"DayRise must be 0 to 365 days, not {DayRise}");
        Check(UnexplainedShareMin is >= 0 and <= 1, $"UnexplainedShareMin must be 0 to 1, not {UnexplainedShareMin}");
        Check(YoungRise >= TimeSpan.Zero && YoungRise <= TimeSpan.FromDays(365), $"YoungRise must be 0 to 365 days, not {YoungRise}");
        Check(QuietMin >= TimeSpan.Zero && QuietMin <= TimeSpan.FromDays(365), $"QuietMin must be 0 to 365 days, not {QuietMin}");
        Check(FastShareMin is >= 0 and <= 100, $"FastShareMin must be 0 to 100, not {FastShareMin}");
        Check(RecentShareMin is >= 0 and <= 1, $"RecentShareMin must be 0 to 1, not {RecentShareMin}");
        Check(CacheShareMax is >= 0 and <= 100, $"CacheShareMax must be 0 to 100, not {CacheShareMax}");
        Check(LooksMin is >= 1 and <= 100, $"LooksMin must be 1 to 100, not {LooksMin}");
        Check(SeriesCapacity is >= Series.CapacityMin and <= Series.CapacityMax,
            $"SeriesCapacity must be {Series.CapacityMin} to {Series.CapacityMax}, not {SeriesCapacity}");
        Check(FloorsMax is >= FloorsLow and <= Floors.CountMax, $"FloorsMax must be {FloorsLow} to {Floors.CountMax}, not {FloorsMax}");
        Check(FloorsMax * 4L <= SeriesCapacity, $"FloorsMax must be at most a quarter of SeriesCapacity, not {FloorsMax} of {SeriesCapacity}");
        Check(SamplesMin <= SeriesCapacity, $"SamplesMin must be at most SeriesCapacity, not {SamplesMin} of {SeriesCapacity}");
        return faults;

        void Check(bool holds, string fault)
        {
            if (!holds) faults.Add(fault);
        }
    }
}
