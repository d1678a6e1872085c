using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>When each process of a service started, and for how long it was heard of.</summary>
internal sealed class ProcessLives
{
    private readonly Dictionary<ProcessKey, Life> _lives = [];

    public int Count => _lives.Count;

    public double Days => _lives.Values.Sum(life => life.LastUnixMilliseconds - life.FirstUnixMilliseconds) / Hours.MillisecondsPerDay;

    public void See(Data data, long nowUnixMilliseconds)
    {
        var life = _lives.TryGetValue(data.Process, out var known) ? known : new Life(nowUnixMilliseconds, nowUnixMilliseconds, nowUnixMilliseconds);
        // Only one description in a few hundred messages: the rest costs one look-up.
        if (data.Message is ProcessDescription { StartedUnixMilliseconds: > 0 } description)
            life = life with { StartedUnixMilliseconds = Math.Min(life.StartedUnixMilliseconds, description.StartedUnixMilliseconds) };
        _lives[data.Process] = life with { LastUnixMilliseconds = nowUnixMilliseconds };
    }

    /// <summary>When the first of these started; null when none was heard of.</summary>
    public long? FirstStart(IReadOnlySet<ProcessKey> processes)
    {
        long? first = null;
        foreach (var (key, life) in _lives)
            if (processes.Contains(key) && !(first <= life.StartedUnixMilliseconds)) first = life.StartedUnixMilliseconds;
        return first;
    }

    /// <summary>How many were heard of at any time between these.</summary>
    public int CountBetween(long fromUnixMilliseconds, long toUnixMilliseconds) =>
        _lives.Values.Count(life => life.FirstUnixMilliseconds <= toUnixMilliseconds && life.LastUnixMilliseconds >= fromUnixMilliseconds);

    /// <summary>When the first of the processes that leak and live at that time truly reaches its limit; null when none does.</summary>
    public long? NextLimit(LeakLabel leak, long atUnixMilliseconds)
    {
        if (leak.LimitsReachedUnixMilliseconds.Count == 0) return leak.LimitReachedUnixMilliseconds > atUnixMilliseconds ? leak.LimitReachedUnixMilliseconds : null;
        long? next = null;
        foreach (var (process, limit) in leak.LimitsReachedUnixMilliseconds)
        {
            if (!_lives.TryGetValue(process, out var life) || life.FirstUnixMilliseconds > atUnixMilliseconds || life.LastUnixMilliseconds < atUnixMilliseconds) continue;
            if (limit > atUnixMilliseconds && !(next <= limit)) next = limit;
        }

        return next;
    }

    /// <summary>Days of processes while none of their leaks had begun: where every alarm is false.</summary>
    public double DaysWithoutLeak(IReadOnlyList<LeakLabel> leaks)
    {
        var milliseconds = 0L;
        foreach (var (key, life) in _lives)
        {
            var end = life.LastUnixMilliseconds;
            foreach (var leak in leaks)
                if (leak.Processes.Contains(key)) end = Math.Min(end, leak.StartsUnixMilliseconds);
            milliseconds += Math.Max(0, end - life.FirstUnixMilliseconds);
        }

        return milliseconds / Hours.MillisecondsPerDay;
    }

    private readonly record struct Life(long FirstUnixMilliseconds, long LastUnixMilliseconds, long StartedUnixMilliseconds);
}
