using System.Globalization;

namespace LeakFleet.Telemetry;

/// <summary>One metric with all its series; their number is bounded, and what goes beyond shares one series that says so.</summary>
internal sealed class MetricFamily(string name, string help, string unit, MetricKind kind, bool isObserved, IReadOnlyList<double> bounds, int seriesMax)
{
    private const int LabelCharsMax = 300;

    /// <summary>OpenTelemetry's name for it.</summary>
    private static readonly KeyValuePair<string, string>[] OverflowLabels = [new("otel_metric_overflow", "true")];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private MetricSeries? _plain;

    public string Name => name;

    public string Help => help;

    public string Unit => unit;

    public MetricKind Kind => kind;

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Measurements whose labels found no room.</summary>
    public long OverflowCount { get; private set; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            var series = tags.Length == 0 ? _plain ??= Add("", []) : Find(tags);
            if (kind == MetricKind.Histogram)
            {
                series.Value += value;
                series.Count++;
                series.Buckets[Bucket(value)]++;
            }
            else series.Value = isObserved ? value : series.Value + value;
        }
    }

    /// <summary>What is observed anew with each look must not keep series that are gone.</summary>
    public void BeginObservation()
    {
        if (!isObserved) return;
        lock (_gate)
        {
            _series.Clear();
            _plain = null;
        }
    }

    /// <summary>The series as they are now, in a fixed order.</summary>
    public IReadOnlyList<MetricSample> Samples()
    {
        lock (_gate)
        {
            // A counter that never counted is 0, not absent: its first event must show as a rise.
            if (_series.Count == 0 && kind == MetricKind.Counter && !isObserved) return [new MetricSample([], 0, 0, [])];
            return [.. _series.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new MetricSample(s.Value.Labels, s.Value.Value, s.Value.Count, [.. s.Value.Buckets]))];
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new KeyValuePair<string, string>[tags.Length];
        for (var i = 0; i < tags.Length; i++) labels[i] = new(MetricName.Label(tags[i].Key), Text(tags[i].Value));
        Array.Sort(labels, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var key = string.Join('\u001f', labels.Select(l => $"{l.Key}\u001e{l.Value}"));
        if (_series.TryGetValue(key, out var series)) return series;
        if (_series.Count < seriesMax) return Add(key, labels);
        OverflowCount++;
        return _series.TryGetValue(OverflowLabels[0].Key, out var overflow) ? overflow : Add(OverflowLabels[0].Key, OverflowLabels);
    }

    private MetricSeries Add(string key, KeyValuePair<string, string>[] labels)
    {
        var series = new MetricSeries(labels, kind == MetricKind.Histogram ? bounds.Count + 1 : 0);
        _series.Add(key, series);
        return series;
    }

    private int Bucket(double value)
    {
        for (var i = 0; i < bounds.Count; i++)
            if (value <= bounds[i]) return i;
        return bounds.Count;
    }

    private static string Text(object? value)
    {
        var text = value switch
        {
            string s => s,
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        };
        return text.Length > LabelCharsMax ? text[..LabelCharsMax] : text;
    }
}
