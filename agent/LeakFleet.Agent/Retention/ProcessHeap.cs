using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention;

/// <summary>
/// The heap of one running process, to look into from outside: what holds objects, what they hold, where they are. As with <see cref="HeapWalker"/> the
/// process is not paused, nothing runs in it, no collection is induced.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class ProcessHeap
{
    private readonly int _pid;
    private readonly ulong _startTicks;
    private readonly HeapWalkOptions _options;
    private readonly ProcessMemory _memory;
    private readonly WalkCpu _cpu = new();
    private readonly InspectionSource _inspections;
    private readonly CollectionCounter _collections;

    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public ProcessHeap(int pid, HeapWalkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _pid = pid;
        _startTicks = ProcessStart.TicksOf(pid);
        _options = options;
        _memory = new ProcessMemory(pid);
        _inspections = new InspectionSource(pid, _memory.Read, options);
        _collections = new CollectionCounter(_memory.Read);
    }

    /// <summary>Processor time used so far, on every thread that took part.</summary>
    public TimeSpan CpuUsed => _cpu.Total;

    internal MemoryRead Memory => _memory.Read;

    /// <summary>Opens the heap, asks a question of it, and closes it.</summary>
    /// <param name="failed">The answer when the heap cannot be opened or broke off, from the reason.</param>
    internal T Ask<T>(Func<HeapSession, T> question, Func<string, T> failed, int millisecondsMax, CancellationToken cancellation)
    {
        using var cpu = _cpu.OfThisThread();
        // The library may crash over structures that change under its eyes, or go around in them for ever, stacks more than all others: then with it goes a
        // helper, and another may do better. The last leaves the stacks alone.
        for (var attempt = 1; ; attempt++)
        {
            var isBroken = false;
            var answer = AskOnce(question, failed, millisecondsMax, attempt < InspectionTries.Max, cancellation, ref isBroken);
            if (!isBroken || attempt == InspectionTries.Max || HasExited) return answer;
        }
    }

    private T AskOnce<T>(Func<HeapSession, T> question, Func<string, T> failed, int millisecondsMax, bool followsStacks, CancellationToken cancellation, ref bool isBroken)
    {
        if (HasExited) return failed(HeapTrouble.Exited);
        var (inspection, fault) = _inspections.Open(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (inspection is null) return failed(WhyUnreadable(fault!));
        _collections.Locate(_inspections.CoreClrBase);
        using (inspection)
        {
            try
            {
                using var session = new HeapSession(_memory.Read, inspection, _collections, _options, Deadline.In(millisecondsMax), _cpu, cancellation) { FollowsStacks = followsStacks };
                isBroken = inspection.Trouble is not null;
                if (session.Trouble is { } trouble) return failed(WhyUnreadable(trouble));
                var answer = question(session);
                isBroken = inspection.Trouble is not null;
                if (HasExited) return failed(HeapTrouble.Exited);
                return session.Trouble is { } late ? failed(WhyUnreadable(late)) : answer;
            }
            finally
            {
                _cpu.Add(inspection.CpuElsewhere);
            }
        }
    }

    private bool HasExited => _startTicks == 0 || ProcessStart.TicksOf(_pid) != _startTicks;

    private string WhyUnreadable(string trouble) =>
        HasExited || _memory.IsGone ? HeapTrouble.Exited : _memory.IsDenied ? HeapTrouble.Denied : trouble;
}
