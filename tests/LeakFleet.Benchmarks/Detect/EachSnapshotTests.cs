using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Benchmarks.Detect;

/// <summary>The plain way, to compare with: a series of samples for each type, and every type tested with every histogram.</summary>
internal sealed class EachSnapshotTests(DetectionOptions options)
{
    private readonly Dictionary<(string, string), Series> _series = [];

    public int Leaks { get; private set; }

    public void Observe(Histogram histogram, long unixMilliseconds)
    {
        var heapBytes = 0L;
        foreach (var row in histogram.Types)
        {
            heapBytes += row.Bytes.Survivors;
            if (!_series.TryGetValue((row.Name, row.Assembly), out var series)) _series.Add((row.Name, row.Assembly), series = new Series(options.SeriesCapacity));
            series.Add(new Sample(unixMilliseconds, row.Bytes.Survivors));
        }

        Leaks = 0;
        foreach (var series in _series.Values)
            if (GrowthTest.Judge(series.Samples, SimulatedHeap.Start, heapBytes, options).Verdict == Verdict.Leak) Leaks++;
    }
}
