using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Heap;

/// <summary>Opens inspections of one target, each in the way that the mode demands. What does not change from walk to walk is remembered.</summary>
/// <param name="cpu">Takes what openings that failed have cost; of others the inspection tells.</param>
internal sealed class InspectionSource(int pid, MemoryRead memory, HeapWalkOptions options, WalkCpu cpu)
{
    private TargetRuntime? _runtime;
    private string? _dacPath;

    /// <summary>Of the runtime of the inspections opened so far; 0 before the first.</summary>
    public ulong CoreClrBase => _runtime?.CoreClrBase ?? 0;

    /// <summary>The target's inspection, or why there can be none.</summary>
    public (IRuntimeInspection? Inspection, string? Trouble) Open(CancellationToken cancellation)
    {
        _runtime ??= TargetRuntime.Find(pid, options);
        if (_runtime.Trouble is { } trouble)
        {
            _runtime = null;
            return (null, trouble);
        }
        return options.DacMode == DacMode.Isolated ? OpenIsolated(cancellation) : OpenInProcess();
    }

    private (IRuntimeInspection? Inspection, string? Trouble) OpenIsolated(CancellationToken cancellation)
    {
        var (library, trouble) = TargetLibrary.Open(pid, _runtime!.DacPath);
        if (library is null) return (null, trouble);
        using (library) return IsolatedInspection.Open(_runtime, library, memory, options, cpu, cancellation);
    }

    private (IRuntimeInspection? Inspection, string? Trouble) OpenInProcess()
    {
        if (_dacPath is null)
        {
            var (library, unreadable) = TargetLibrary.Open(pid, _runtime!.DacPath);
            if (library is null) return (null, unreadable);
            using (library)
            {
                (_dacPath, var refused) = new DacPolicy(options).Choose(library);
                if (_dacPath is null) return (null, refused);
            }
        }
        var inspection = new RuntimeInspection(pid, _runtime!, memory, options, mayFollowStacks: false);
        if (inspection.Open(_dacPath) is not { } fault) return (inspection, null);
        inspection.Dispose();
        return (null, fault);
    }
}
