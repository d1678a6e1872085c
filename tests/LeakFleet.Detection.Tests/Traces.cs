namespace LeakFleet.Detection.Tests;

/// <summary>Seeded traces and the ways to judge them. Values in bytes.</summary>
internal static class Traces
{
    public static readonly TimeSpan Fast = TimeSpan.FromSeconds(2.5);

    public static readonly TimeSpan Slow = TimeSpan.FromMinutes(5);

    public static DetectionOptions FastOptions => DetectionOptions.ForInterval(Fast);

    /// <summary>Samples of a function of seconds since the start.</summary>
    public static Sample[] Of(int count, TimeSpan interval, Func<double, double> bytes) =>
        [.. Enumerable.Range(1, count).Select(i => new Sample(
            Notation.Start + (long)(i * interval.TotalMilliseconds), Math.Max(0, bytes(i * interval.TotalSeconds))))];

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>AR(1) noise with standard deviation 1, begun in its stationary state; a phi of 1 is a random walk of unit steps.</summary>
    public static Func<double> Noise(Random random, double phi)
    {
        var step = phi < 1 ? Math.Sqrt(1 - phi * phi) : 1;
        var state = phi < 1 ? Normal(random) : 0;
        return () =>
        {
            var now = state;
            state = phi * state + step * Normal(random);
            return now;
        };
    }

    public static GrowthResult Judge(ReadOnlySpan<Sample> samples, DetectionOptions options, double heapBytes = 0) =>
        GrowthTest.Judge(samples, Notation.Start, heapBytes, options);

    /// <summary>The verdict after each added sample, as a monitor takes them: from a bounded series.</summary>
    public static Verdict[] Looks(IEnumerable<Sample> samples, DetectionOptions options, double heapBytes = 0)
    {
        var series = new Series(options.SeriesCapacity);
        var verdicts = new List<Verdict>();
        foreach (var sample in samples)
        {
            series.Add(sample);
            verdicts.Add(Judge(series.Samples, options, heapBytes).Verdict);
        }

        return [.. verdicts];
    }

    /// <summary>What is shown after each look.</summary>
    public static Verdict[] Held(IEnumerable<Verdict> verdicts, DetectionOptions options)
    {
        var held = default(Persistence);
        return [.. verdicts.Select(verdict => (held = held.Next(verdict, options.LooksMin)).Shown)];
    }
}
