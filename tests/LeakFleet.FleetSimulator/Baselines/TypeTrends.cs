using LeakFleet.Detection;
using LeakFleet.FleetSimulator.Evaluate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Baselines;

/// <summary>
/// A textbook trend test on each type of each process over a window of a day, on what survived gen2 collections. Its best side is shown: partial histograms
/// are left out, growth that does not matter is ignored as the product ignores it, and a process says one type only, the fastest of those that pass, for as
/// long as that one passes: with each of some hundred types an alarm of its own the precision would be next to nothing.
/// </summary>
/// <param name="judge">Whether times in hours and values have a trend, and how steep; 0 for none.</param>
internal sealed class TypeTrends(TypeTrends.Judge judge) : IDetector
{
    public delegate double Judge(ReadOnlySpan<double> hours, ReadOnlySpan<float> values);

    /// <summary>With the product's own smallest growth that matters: of a leak, which here is one type.</summary>
    private static readonly DetectionOptions Product = new();

    private readonly Dictionary<ProcessKey, State> _processes = [];

    public void Observe(Data data, long nowUnixMilliseconds)
    {
        if (data.Message is ProcessExited) _processes.Remove(data.Process);
        if (data.Message is not Histogram { AfterGen2: true } histogram || histogram.Completeness.Coverage < 0.98) return;
        if (!_processes.TryGetValue(data.Process, out var state)) _processes.Add(data.Process, state = new State(new TypeWindow()));
        if (!state.Window.Add(histogram, nowUnixMilliseconds)) return;
        _processes[data.Process] = state with { Type = Fastest(state.Window, state.Type) };
    }

    public IReadOnlyList<Claim> Look(long nowUnixMilliseconds) =>
    [
        .. _processes.Where(process => process.Value.Type is not null).GroupBy(process => process.Value.Type!, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Claim(group.Key, "managed-type", group.Key, [.. group.Select(process => process.Key)])),
    ];

    private string? Fastest(TypeWindow window, string? former)
    {
        if (window.Count < TypeWindow.CountMin) return null;
        var least = Math.Max(Product.BytesPerHourMin, Product.RelativePerHourMin * window.HeapBytes);
        string? fastest = null;
        var most = 0.0;
        // Neither a median of pairwise slopes nor a least-squares slope can reach a value when the whole range is below a quarter of what it gains over the
        // window: nine types in ten need no test.
        var rangeMin = (window.Hours[^1] - window.Hours[0]) * least / 4;
        foreach (var (type, values) in window.Types)
        {
            if (Range(window.Valid(values)) < rangeMin) continue;
            var slope = judge(window.Hours, window.Valid(values));
            if (!(slope >= least)) continue;
            if (type == former) return former;
            // Ties cannot depend on the order of a dictionary.
            if (slope < most || (slope == most && string.CompareOrdinal(type, fastest) > 0)) continue;
            (fastest, most) = (type, slope);
        }

        return fastest;
    }

    private static float Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (values[0], values[0]);
        foreach (var value in values)
        {
            if (value < least) least = value;
            if (value > most) most = value;
        }

        return most - least;
    }

    private readonly record struct State(TypeWindow Window, string? Type = null);
}
