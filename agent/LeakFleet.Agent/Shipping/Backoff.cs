namespace LeakFleet.Agent.Shipping;

/// <summary>
/// Exponential back-off with full jitter: each wait is a random part of a bound that doubles. Without the randomness every agent of a
/// cluster comes back in the same moment after the server restarts ("Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
/// </summary>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly Random _random;
    private TimeSpan _bound;

    public Backoff(TimeSpan first, TimeSpan max, Random random)
    {
        (_first, _bound, Max, _random) = (first, first, max, random);
    }

    public TimeSpan Max { get; }

    public TimeSpan Next()
    {
        var wait = _random.NextDouble() * _bound;
        _bound = 2 * _bound < Max ? 2 * _bound : Max;
        return wait;
    }

    public void Reset() => _bound = _first;
}
