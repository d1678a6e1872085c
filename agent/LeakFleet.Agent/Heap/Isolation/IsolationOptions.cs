namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>Every bound of the helper process that loads a target's debugger access library.</summary>
public sealed class IsolationOptions
{
    /// <summary>What the agent has of its own: 28 MB, 13 in memory that is shared within it, and what the kernel holds for it.</summary>
    private const int AgentMegabytes = 48;

    /// <summary>With less, beside a library of the usual 3 MB, a helper cannot tell the static fields of even a small process: it begins with 25 MB.</summary>
    private const int MemoryMegabytesLeast = 44;

    /// <summary>
    /// User and group that the helper becomes, where the agent may choose: the usual "nobody", which user namespaces of 65,536 ids hold too.
    /// The helper can send no signal and open no file, so that others run as the same user does not matter.
    /// </summary>
    public int UserId { get; set; } = 65_534;

    /// <summary>From the start of the helper to its readiness. A tenth of a second on an idle machine; a busy one may take long.</summary>
    public int StartMillisecondsMax { get; set; } = 20_000;

    /// <summary>Longest time for one answer: a layout takes some milliseconds, some thousand names a second or two.</summary>
    public int CallMillisecondsMax { get; set; } = 10_000;

    /// <summary>Processor time of a helper in its whole life.</summary>
    public int CpuSecondsMax { get; set; } = 20;

    /// <summary>
    /// Writable memory of the helper with its copy of the library, and what it may add to its address space, which the kernel refuses beyond. A helper begins
    /// with 25 MB of it, untouched for the most part.
    /// </summary>
    public int MemoryMegabytesMax { get; set; } = 128;

    /// <summary>Of a target's debugger access library; published ones have 3 MB. A helper takes its copy, which is in memory, before the kernel limits it.</summary>
    public int LibraryMegabytesMax { get; set; } = 16;

    /// <summary>Bytes of the target that are read for one answer. The layout of a terabyte of heap, a quarter of a million regions, takes some tens of megabytes.</summary>
    public int ReadBytesMax { get; set; } = 256 * 1024 * 1024;

    /// <summary>Why there can be no helpers; null when there can.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>
    /// Sees to it that a helper is refused memory before the limit that it shares with the agent is reached: there the kernel would end one of them, or both.
    /// </summary>
    /// <param name="limitBytes">Of agent and helpers together; negative when there is none.</param>
    public void StayWithin(long limitBytes)
    {
        if (limitBytes < 0) return;
        var left = (limitBytes >> 20) - AgentMegabytes;
        Refusal = left < MemoryMegabytesLeast ? HelperTrouble.NoRoom(limitBytes >> 20, AgentMegabytes + MemoryMegabytesLeast) : null;
        MemoryMegabytesMax = (int)Math.Clamp(left, MemoryMegabytesLeast, MemoryMegabytesMax);
    }

    /// <summary>What a helper may use beside its copy of a library, in megabytes.</summary>
    internal int MemoryMegabytesBeside(long libraryBytes) => MemoryMegabytesMax - (int)((libraryBytes + (1 << 20) - 1) >> 20);

    /// <summary>All faults together; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(nameof(UserId), UserId, 1, int.MaxValue);
        Require(nameof(StartMillisecondsMax), StartMillisecondsMax, 100, 600_000);
        Require(nameof(CallMillisecondsMax), CallMillisecondsMax, 100, 600_000);
        Require(nameof(CpuSecondsMax), CpuSecondsMax, 1, 3600);
        Require(nameof(MemoryMegabytesMax), MemoryMegabytesMax, MemoryMegabytesLeast, 4096);
        Require(nameof(LibraryMegabytesMax), LibraryMegabytesMax, 1, 64);
        if (LibraryMegabytesMax >= MemoryMegabytesMax) faults.Add($"{nameof(LibraryMegabytesMax)} must be less than {nameof(MemoryMegabytesMax)}.");
        Require(nameof(ReadBytesMax), ReadBytesMax, 1024 * 1024, int.MaxValue);
        return faults;

        void Require(string name, int value, int min, int max)
        {
            if (value < min || value > max) faults.Add($"{name} must be {min} to {max}, not {value}.");
        }
    }
}
