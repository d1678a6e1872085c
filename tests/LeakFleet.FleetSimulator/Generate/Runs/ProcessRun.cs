using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>
/// The messages of one process, as its agent would send them: description, memory, collections, and a histogram after a natural gen2 collection whenever the
/// shortest interval is over, or without one when the longest is.
/// </summary>
internal sealed class ProcessRun
{
    private const long DescriptionInterval = 10 * Clock.Minute;

    /// <summary>Messages that an agent loses in a minute of silence, about.</summary>
    private const double MessagesPerMinute = 1.3;

    /// <summary>Dead objects in gen2 before it is collected, for each in flight: as many as live ones, where one in twenty is in flight.</summary>
    private const double GarbageMax = 20;

    private readonly ServicePlan _service;
    private readonly ProcessPlan _process;
    private readonly Rng _rng;
    private readonly HeapRun _heap;
    private readonly MemoryRun _memory;
    private readonly CollectionRun _collections;
    private readonly long _begin;
    private long _epoch;
    private long _sequence;
    private long _dropped;
    private long _nextMemory;
    private long _nextDescription;
    private long _nextGen2;
    private long _nextWalk = long.MaxValue;
    private long _nextFallback;
    private long _lastGen2;
    private long _lastWalk = long.MinValue / 2;

    public ProcessRun(ServicePlan service, ProcessPlan process)
    {
        (_service, _process) = (service, process);
        _rng = new Rng(process.Seed);
        _heap = new HeapRun(service, process, Rng.Stream(process.Seed, 1));
        _memory = new MemoryRun(service, process, Rng.Stream(process.Seed, 2));
        _collections = new CollectionRun(service, process, Rng.Stream(process.Seed, 3));
        _begin = Math.Max(process.StartUnixMilliseconds, service.FromUnixMilliseconds) + _rng.Next(100, 2_000);
    }

    public IEnumerable<TimedMessage> Messages()
    {
        Attach(_begin, _service.FromUnixMilliseconds - Clock.Hour);
        yield return Describe(_begin);
        var silences = new Queue<Silence>(_process.Node.Silences.Where(s => s.ToUnixMilliseconds > _begin));
        while (true)
        {
            var t = Math.Min(Math.Min(_nextMemory, _nextDescription), Math.Min(_nextGen2, Math.Min(_nextWalk, _nextFallback)));
            if (t >= _process.EndUnixMilliseconds) break;
            if (silences.TryPeek(out var silence) && t >= silence.FromUnixMilliseconds)
            {
                silences.Dequeue();
                if (silence.ToUnixMilliseconds >= _process.EndUnixMilliseconds) yield break;
                yield return Resume(silence);
                continue;
            }

            if (t == _nextDescription)
            {
                yield return Describe(t);
                _nextDescription += DescriptionInterval;
            }
            else if (t == _nextMemory)
            {
                if (_collections.Batch(t, _memory.ManagedBytes(t)) is { } batch) yield return Say(t, batch);
                yield return Say(t, _memory.Look(t));
                _nextMemory += Clock.Minutes(_service.Sampling.MemoryMinutes);
            }
            else if (t == _nextGen2)
            {
                _collections.Gen2(t, _memory.ManagedBytes(t), _memory.FreeBytes(t));
                _lastGen2 = t;
                _nextGen2 = _collections.NextGen2(t, _memory.UsedShare);
                if (t - _lastWalk >= Clock.Minutes(_service.Sampling.WalkMinutesMin)) _nextWalk = t + _rng.Next(50, 2_000);
            }
            else if (t == _nextWalk) yield return Walk(t, true, 0);
            else
            {
                // What died in gen2 since it was last collected has stayed there; when that fills the budget, the next collection comes.
                var filled = Math.Min(2, (double)(t - _lastGen2) / Clock.Minute / _service.Sampling.Gen2Minutes);
                yield return Walk(t, false, 1 + GarbageMax * filled);
            }
        }

        if (_process.Exits) yield return Say(_process.EndUnixMilliseconds, new ProcessExited());
    }

    private TimedMessage Walk(long t, bool afterGen2, double garbage)
    {
        _lastWalk = t;
        _nextWalk = long.MaxValue;
        _nextFallback = t + _service.Sampling.FallbackMilliseconds;
        return Say(t, _heap.Walk(t, _collections.Index, afterGen2, garbage, _memory.FreeBytes(t)));
    }

    private TimedMessage Resume(Silence silence)
    {
        var t = silence.ToUnixMilliseconds;
        _collections.Skip(t, _memory.ManagedBytes(t));
        if (silence.AgentRestarts)
        {
            Attach(t, t);
            return Describe(t);
        }

        // The agent went on, and what its outbox could not hold is gone: a gap in the numbers, which is told.
        var lost = (long)((t - silence.FromUnixMilliseconds) / (double)Clock.Minute * MessagesPerMinute);
        _sequence += lost;
        _dropped += lost;
        Schedule(t);
        return Describe(t);
    }

    private void Attach(long t, long agentStarted)
    {
        _epoch = Math.Max(1, agentStarted - _process.Node.BootUnixMilliseconds);
        (_sequence, _dropped) = (0, 0);
        Schedule(t);
    }

    private void Schedule(long t)
    {
        _nextDescription = t + DescriptionInterval;
        _nextMemory = t + 1 + _rng.Next((int)Clock.Minutes(_service.Sampling.MemoryMinutes));
        _nextGen2 = _collections.NextGen2(t, _memory.UsedShare);
        _nextWalk = long.MaxValue;
        _nextFallback = t + 3 * Clock.Second + _rng.Next(1_000);
        _lastGen2 = t - Clock.Minutes(_service.Sampling.Gen2Minutes * _rng.Next());
    }

    private TimedMessage Describe(long t) => Say(t, _process.Description);

    private TimedMessage Say(long t, ProcessMessage message) =>
        new(t, new Data(_process.Key, _epoch, ++_sequence, _dropped, _process.Node.ToNodeTime(t), message));
}
