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
    private readonly HeapWalkOptions _options;
    private readonly InspectedProcess _process;

    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public ProcessHeap(int pid, HeapWalkOptions options)
    {
        _options = options;
        _process = new InspectedProcess(pid, options);
    }

    /// <summary>Processor time used so far, on every thread that took part.</summary>
    public TimeSpan CpuUsed => _process.Cpu.Total;

    /// <summary>Reads a little memory.</summary>
    internal T Read<T>(Func<MemoryRead, T> question)
    {
        using var cpu = _process.Cpu.OfThisThread();
        return question(_process.Memory);
    }

    /// <summary>Opens the heap, asks a question of it, and closes it.</summary>
    /// <param name="failed">The answer when the heap cannot be opened or broke off, from the reason.</param>
    internal T Ask<T>(Func<HeapSession, T> question, Func<string, T> failed, int millisecondsMax, CancellationToken cancellation)
    {
        using var cpu = _process.Cpu.OfThisThread();
        var deadline = Deadline.In(millisecondsMax);
        // The library may crash over structures that change under its eyes, or go around in them for ever, stacks more than all others: then with it goes a
        // helper, and another may do better. The last leaves the stacks alone.
        for (var attempt = 1; ; attempt++)
        {
            var followsStacks = attempt < InspectionTries.Max;
            var (answer, isBroken) = _process.Inspect(inspection => AskOnce(inspection, question, failed, deadline, followsStacks, cancellation), trouble => (failed(trouble), false), cancellation);
            if (!isBroken || !followsStacks || deadline.IsOver || _process.HasExited) return answer;
        }
    }

    /// <returns>With the answer whether the inspection broke off in the middle.</returns>
    private (T Answer, bool IsBroken) AskOnce<T>(IRuntimeInspection inspection, Func<HeapSession, T> question, Func<string, T> failed, Deadline deadline, bool followsStacks, CancellationToken cancellation)
    {
        using var session = new HeapSession(_process.Memory, inspection, _process.Collections, _options, deadline, _process.Cpu, cancellation) { FollowsStacks = followsStacks };
        if (session.Trouble is { } trouble) return (failed(_process.WhyUnreadable(trouble)), inspection.Trouble is not null);
        var answer = question(session);
        var isBroken = inspection.Trouble is not null;
        if (_process.HasExited) return (failed(HeapTrouble.Exited), isBroken);
        return (session.Trouble is { } late ? failed(_process.WhyUnreadable(late)) : answer, isBroken);
    }
}
