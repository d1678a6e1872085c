using System.Diagnostics.Metrics;

namespace LeakFleet.Telemetry;

/// <summary>
/// Sums up what the meters of this process measure, for whoever asks over HTTP. It hears what is measured after its own start: make it before anything counts.
/// </summary>
public sealed class MetricRegistry : IDisposable
{
    /// <summary>Series of one metric; a fleet of thousands of services shows the rest as one.</summary>
    public const int SeriesMax = 500;

    private const int FamiliesMax = 1_000;

    // Durations from a millisecond to a minute, unless the instrument gives bounds of its own.
    private static readonly double[] UsualBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly MeterListener _listener = new();
    private readonly Lock _collecting = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <param name="isWanted">Which meters to listen to.</param>
    public MetricRegistry(Func<Meter, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isWanted(instrument.Meter) && FamilyOf(instrument) is { } family) listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Names as Prometheus sees them.</summary>
    public IReadOnlyList<string> Names
    {
        get { lock (_gate) return [.. _families.Values.Select(f => MetricName.Sample(f.Name, f.Kind))]; }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>All metrics with their series, sorted by name, after asking those that are observed.</summary>
    internal IReadOnlyList<(MetricFamily Family, IReadOnlyList<MetricSample> Samples)> Collect()
    {
        // Two readers at once: what one begins to observe anew, the other must not take for gone.
        lock (_collecting)
        {
            List<MetricFamily> families;
            lock (_gate) families = [.. _families.Values];
            foreach (var family in families) family.BeginObservation();
            _listener.RecordObservableInstruments();
            return [.. families.Select(f => (f, f.Samples()))];
        }
    }

    private MetricFamily? FamilyOf(Instrument instrument)
    {
        var name = MetricName.Of(instrument.Name, instrument.Unit);
        lock (_gate)
        {
            // Two servers in one process have the same instruments: they share a family.
            if (_families.TryGetValue(name, out var known)) return known;
            if (_families.Count >= FamiliesMax) return null;
            var type = instrument.GetType();
            var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
            var (kind, isObserved) = generic switch
            {
                _ when generic == typeof(Counter<>) => (MetricKind.Counter, false),
                _ when generic == typeof(ObservableCounter<>) => (MetricKind.Counter, true),
                _ when generic == typeof(Histogram<>) => (MetricKind.Histogram, false),
                _ when generic == typeof(UpDownCounter<>) => (MetricKind.Gauge, false),
                _ => (MetricKind.Gauge, true),
            };
            var bounds = kind == MetricKind.Histogram ? (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? UsualBounds : [];
            var family = new MetricFamily(name, instrument.Description ?? "", MetricName.UnitWord(instrument.Unit), kind, isObserved, bounds, SeriesMax);
            _families.Add(name, family);
            return family;
        }
    }
}
