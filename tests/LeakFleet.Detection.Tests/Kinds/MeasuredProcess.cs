namespace LeakFleet.Detection.Tests.Kinds;

/// <summary>A made-up process whose measures are functions of the hours since its start, observed each minute with a little noise from a seed.</summary>
internal sealed class MeasuredProcess(int seed = 1)
{
    public static readonly DetectionOptions Options = new();
    public const long Start = 1_700_000_000_000;

    private readonly Random _random = new(seed);
    private readonly Dictionary<Measure, Func<double, double>> _functions = [];

    public ProcessMeasures Measures { get; } = new(Options, 5 * 60_000);

    public ManagedGrowth? Managed { get; set; }

    /// <summary>Of hours since the start; with noise of the given standard deviation.</summary>
    public MeasuredProcess With(Measure measure, Func<double, double> value, double noise = 0)
    {
        _functions[measure] = hours => value(hours) + noise * Traces.Normal(_random);
        return this;
    }

    /// <summary>A service of usual size that does nothing remarkable.</summary>
    public MeasuredProcess Steady() => this
        .With(Measure.NativeBytes, _ => 90e6, 1e6)
        .With(Measure.FragmentationBytes, _ => 6e6, 1e6)
        .With(Measure.FinalizerBacklog, _ => Math.Max(0, 5 * Traces.Normal(_random)))
        .With(Measure.Pinned, _ => 40, 4)
        .With(Measure.Handles, _ => 3000, 60)
        .With(Measure.Threads, _ => Math.Round(45 + 3 * Traces.Normal(_random)))
        .With(Measure.FileDescriptors, _ => Math.Round(180 + 12 * Traces.Normal(_random)))
        .With(Measure.LoadContexts, _ => 120)
        .With(Measure.HeadroomBytes, _ => 600e6, 2e6)
        .WithLoad(_ => 1);

    /// <summary>Load of hours since the start; at 1 there are 600 collections an hour.</summary>
    public MeasuredProcess WithLoad(Func<double, double> load)
    {
        var index = 0.0;
        return With(Measure.CollectionIndex, hours => index += 10 * load(hours));
    }

    public IReadOnlyList<KindFinding> RunTo(double hours)
    {
        for (var minute = 1; minute <= hours * 60; minute++)
        {
            var now = Start + minute * 60_000L;
            Measures.BeginAt(now, Start);
            foreach (var (measure, value) in _functions) Measures.Observe(measure, now, value(minute / 60.0));
        }

        return Causes.Find(Measures.Judge.Growth, Managed);
    }

    public static Candidate Type(string name, double bytesPerHour, double instancesPerHour) =>
        new(name, name.StartsWith("System.", StringComparison.Ordinal) ? "System.Private.CoreLib" : "Shop", bytesPerHour, instancesPerHour);

    public static ManagedGrowth Growing(params Candidate[] types) => new(types[0].Type, types[0].Assembly, types.Sum(t => t.BytesPerHour), types);
}
