using LeakFleet.FleetSimulator.Evaluate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Baselines;

/// <summary>
/// What fleet monitors do, after Coroot (auditor/memory.go): the resident bytes of all instances of an application together, a straight line through the last
/// hour, an alert when the line rises by more than 10 % of where it was an hour ago. It knows neither types nor kinds, nor which instance.
/// </summary>
internal sealed class RssRegression : IDetector
{
    /// <summary>Coroot's default threshold.</summary>
    public const double GrowthPerHourMax = 0.10;

    /// <summary>Its resolution over an hour's view is finer; five minutes give the line the same slope.</summary>
    private const long StepMilliseconds = 5 * 60_000;

    private const int StepsPerHour = 12;

    /// <summary>Coroot wants 80 % of the points of its window.</summary>
    private const int StepsMin = 10;

    /// <summary>An instance not heard of for longer is gone.</summary>
    private const long SilentMillisecondsMax = 20 * 60_000;

    private readonly Dictionary<ProcessKey, (long UnixMilliseconds, double Bytes)> _resident = [];
    private readonly Queue<double> _sums = new(StepsPerHour);
    private long _nextStepUnixMilliseconds = -1;

    public void Observe(Data data, long nowUnixMilliseconds)
    {
        if (_nextStepUnixMilliseconds < 0) _nextStepUnixMilliseconds = nowUnixMilliseconds + StepMilliseconds;
        for (; _nextStepUnixMilliseconds <= nowUnixMilliseconds; _nextStepUnixMilliseconds += StepMilliseconds) Step(_nextStepUnixMilliseconds);
        if (data.Message is ProcessMemory { RssAnonymousBytes: >= 0 } memory)
            _resident[data.Process] = (nowUnixMilliseconds, memory.RssAnonymousBytes + Math.Max(0L, memory.RssFileBytes));
        else if (data.Message is ProcessExited) _resident.Remove(data.Process);
    }

    public IReadOnlyList<Claim> Look(long nowUnixMilliseconds)
    {
        if (_sums.Count < StepsMin) return [];
        var (slope, intercept) = LeastSquares(_sums);
        var end = intercept + slope * (_sums.Count - 1);
        var anHourAgo = end - slope * StepsPerHour;
        return anHourAgo > 0 && end > 0 && (end - anHourAgo) / anHourAgo > GrowthPerHourMax ? [new Claim("rss", "", "", [])] : [];
    }

    private void Step(long unixMilliseconds)
    {
        var sum = 0.0;
        foreach (var (key, last) in _resident)
        {
            if (unixMilliseconds - last.UnixMilliseconds > SilentMillisecondsMax) _resident.Remove(key);
            else sum += last.Bytes;
        }

        if (_sums.Count == StepsPerHour) _sums.Dequeue();
        if (sum > 0) _sums.Enqueue(sum);
    }

    private static (double Slope, double Intercept) LeastSquares(Queue<double> values)
    {
        var middle = (values.Count - 1) / 2.0;
        var mean = values.Average();
        var (covariance, variance, x) = (0.0, 0.0, 0.0);
        foreach (var value in values)
        {
            covariance += (x - middle) * (value - mean);
            variance += (x - middle) * (x - middle);
            x++;
        }

        var slope = covariance / variance;
        return (slope, mean - slope * middle);
    }
}
