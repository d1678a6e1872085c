using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>
/// The time at which a host hears a message. Messages come in the order in which they were sent, but carry the times of nodes, and some node's clock is hours
/// wrong: the time is what two thirds of the nodes heard of lately have reached. It never goes back.
/// </summary>
internal sealed class HostClock(long fromUnixMilliseconds, long toUnixMilliseconds)
{
    /// <summary>Counted in messages, not in time, which is what is asked: nodes speak about equally often, and one that missed so many turns has gone.</summary>
    private const int TurnsMissedMax = 6;

    private readonly Dictionary<string, (long UnixMilliseconds, long Message)> _newest = new(StringComparer.Ordinal);
    private readonly List<long> _lately = [];
    private long _messages;
    private long _now = fromUnixMilliseconds;

    public long Hear(Data data)
    {
        _newest[data.Process.Node] = (data.UnixMilliseconds, ++_messages);
        if (data.UnixMilliseconds <= _now) return _now;
        var oldest = _messages - TurnsMissedMax * Math.Max(1, _lately.Count);
        _lately.Clear();
        foreach (var (time, message) in _newest.Values)
            if (message >= oldest) _lately.Add(time);
        _lately.Sort();
        _now = Math.Clamp(_lately[_lately.Count - 1 - _lately.Count / 3], _now, Math.Max(_now, toUnixMilliseconds));
        return _now;
    }
}
