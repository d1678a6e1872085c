namespace LeakFleet.Agent.Heap;

/// <summary>One running process that is looked into from outside: its memory, the library that explains it, its counts of collections, and what looking cost.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class InspectedProcess
{
    private readonly int _pid;
    private readonly ulong _startTicks;
    private readonly ProcessMemory _memory;
    private readonly InspectionSource _inspections;

    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public InspectedProcess(int pid, HeapWalkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _pid = pid;
        _startTicks = ProcessStart.TicksOf(pid);
        _memory = new ProcessMemory(pid);
        _inspections = new InspectionSource(pid, _memory.Read, options, Cpu);
        Collections = new CollectionCounter(_memory.Read);
    }

    public MemoryRead Memory => _memory.Read;

    public CollectionCounter Collections { get; }

    public WalkCpu Cpu { get; } = new();

    /// <summary>Also when another process has its pid by now.</summary>
    public bool HasExited => _startTicks == 0 || ProcessStart.TicksOf(_pid) != _startTicks;

    /// <summary>Opens the process, asks <paramref name="question"/>, and closes it.</summary>
    /// <param name="failed">The answer when it cannot be opened, from the reason.</param>
    public T Inspect<T>(Func<IRuntimeInspection, T> question, Func<string, T> failed, CancellationToken cancellation)
    {
        if (HasExited) return failed(HeapTrouble.Exited);
        var (inspection, fault) = _inspections.Open(cancellation);
        using (inspection)
        {
            cancellation.ThrowIfCancellationRequested();
            if (inspection is null) return failed(WhyUnreadable(fault!));
            Collections.Locate(_inspections.CoreClrBase);
            try
            {
                return question(inspection);
            }
            finally
            {
                Cpu.Add(inspection.CpuElsewhere);
            }
        }
    }

    /// <summary>A failure in reading is mostly one of permission or of a process that has gone.</summary>
    public string WhyUnreadable(string trouble) =>
        HasExited || _memory.IsGone ? HeapTrouble.Exited : _memory.IsDenied ? HeapTrouble.Denied : trouble;
}
