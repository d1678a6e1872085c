using System.Runtime.CompilerServices;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// The pieces of heap that threads hold to allocate from: nothing in them is an object yet. The runtime keeps room for one smallest
/// object behind each, so that it can be closed with a free object; walking goes on after that room.
/// </summary>
internal sealed class AllocationContexts
{
    private readonly ulong[] _pointers;
    private readonly ulong[] _limits;

    public AllocationContexts(IEnumerable<(ulong Pointer, ulong Limit)> contexts)
    {
        var sorted = contexts.Where(c => c.Pointer < c.Limit).OrderBy(c => c.Pointer).ToArray();
        _pointers = Array.ConvertAll(sorted, c => c.Pointer);
        _limits = Array.ConvertAll(sorted, c => c.Limit);
    }

    public int Count => _pointers.Length;

    public (ulong Pointer, ulong Limit) this[int index] => (_pointers[index], _limits[index]);

    /// <summary>
    /// The first address after the context that <paramref name="address"/> is free space of; 0 when it is in none. A running thread has
    /// moved its pointer on since the context was noted, so any address from the noted pointer to the limit counts.
    /// </summary>
    private ulong EndOfContextAt(ulong address)
    {
        var index = Array.BinarySearch(_pointers, address);
        if (index < 0) index = ~index - 1;
        return index >= 0 && address <= _limits[index] ? _limits[index] + MethodTableHeader.ObjectBytesMin : 0;
    }

    /// <summary>
    /// Whether some thread still allocates from the same piece as in <paramref name="earlier"/>. A collection takes every piece away, so this
    /// proves that none ran in between.
    /// </summary>
    public bool ProveNoCollectionSince(AllocationContexts earlier)
    {
        for (var i = 0; i < _limits.Length; i++)
        {
            var index = Array.IndexOf(earlier._limits, _limits[i]);
            if (index >= 0 && earlier._pointers[index] <= _pointers[i]) return true;
        }
        return false;
    }

    /// <summary>Where the next object may start after a zero word at <paramref name="address"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong AfterGap(ulong address)
    {
        var end = EndOfContextAt(address);
        // In no context: it was handed out after the contexts were noted. Its end is unknown, the next object is the first word that is not zero.
        return end > address ? end : address + sizeof(ulong);
    }
}
