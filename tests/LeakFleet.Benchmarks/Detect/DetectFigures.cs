namespace LeakFleet.Benchmarks.Detect;

/// <summary>What it costs to take in histograms, one after the other.</summary>
/// <param name="MeanMicroseconds">Over all of them, the looks that close a bucket among them.</param>
/// <param name="BytesPerSnapshot">Allocated, on average.</param>
/// <param name="BytesAllocatedMedian">By the median histogram.</param>
internal readonly record struct DetectFigures(
    double MeanMicroseconds, double MedianMicroseconds, double P99Microseconds, double MaxMicroseconds, double BytesPerSnapshot, long BytesAllocatedMedian)
{
    public static DetectFigures Of(IReadOnlyCollection<double> microseconds, IReadOnlyCollection<long> bytes)
    {
        double[] times = [.. microseconds.Order()];
        long[] allocated = [.. bytes.Order()];
        return new DetectFigures(times.Average(), times[times.Length / 2], times[times.Length * 99 / 100], times[^1], allocated.Average(), allocated[allocated.Length / 2]);
    }
}
