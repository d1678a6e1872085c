using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The memory of a process that holds nothing but its counts of collections, which go on when a test says so.</summary>
internal sealed class ScriptedCounts
{
    private const ulong InProgress = 0x20000;

    private readonly ulong[] _counts = new ulong[3];

    public static CollectionWords Words => new(0x10000, sizeof(ulong), InProgress);

    /// <summary>What the first reads find instead: a collection that has come only so far with its counting.</summary>
    public Queue<ulong[]> Torn { get; } = [];

    public void Collect(int generation)
    {
        for (var i = 0; i <= generation; i++) _counts[i]++;
    }

    /// <summary>See <see cref="MemoryRead"/>.</summary>
    public int Read(ulong address, Span<byte> destination)
    {
        if (address == InProgress) destination.Clear();
        else MemoryMarshal.AsBytes<ulong>(Torn.TryDequeue(out var torn) ? torn : _counts).CopyTo(destination);
        return destination.Length;
    }
}
