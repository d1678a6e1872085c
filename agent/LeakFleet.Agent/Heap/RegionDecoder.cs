using System.Runtime.CompilerServices;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// The object loop: walks copied memory from object to object and counts each in its type's slot. An object begins with the address of its
/// method table (the low three bits are the collector's marks); arrays and strings follow it with a count of components.
/// </summary>
internal sealed unsafe class RegionDecoder(TypeTable types)
{
    /// <summary>Method table and component count: what must lie in the chunk for an object to be decoded from it.</summary>
    public const int HeaderBytes = 16;

    /// <summary>The collector's own, in the word that is otherwise the address of the method table.</summary>
    public const ulong MarkBits = 7;

    public AllocationContexts Contexts { get; set; } = new([]);

    /// <summary>Decodes every object whose header lies in the chunk. The next chunk has to hold the cursor's new
    /// position.</summary>
    /// <remarks>Compiled for this machine at its first call, also where the rest is compiled ahead and stays so.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(ref RegionCursor cursor, byte* chunk, ulong chunkStart, int length)
    {
        if (length < HeaderBytes || cursor.Next < chunkStart) return;
        var position = (ulong)chunk + (cursor.Next - chunkStart);
        var last = (ulong)chunk + (ulong)length - HeaderBytes;
        var end = (ulong)chunk + (cursor.Region.End - chunkStart);

        // What is rare is called, not inlined: the loop's own variables are to stay in registers.
        var slot = types.NoSlot;
        while (position <= last)
        {
            var methodTable = *(ulong*)position & ~MarkBits;
            // Heaps are patterned: what followed an object of this type the last times mostly follows it again. Where a guess holds, the processor
            // runs ahead on it without waiting for the word, its hash and its slot: 30 ms instead of 54 for ten million objects of 64 types,
            // where comparing with the previous object's type or decoding without a branch came to 54 and 64.
            var next = slot->Successor;
            if (next->MethodTable != methodTable && (next = slot->Alternative)->MethodTable != methodTable && (next = types.Find(methodTable, slot)) == null)
            {
                if (IsGap(methodTable, cursor.Region.Place))
                {
                    position = (ulong)chunk + (Contexts.AfterGap(chunkStart + (position - (ulong)chunk)) - chunkStart);
                    continue;
                }
                next = types.Add(methodTable, out var failure);
                if (next == null)
                {
                    cursor.Failure = failure;
                    break;
                }
            }
            slot = next;

            // Behind an array nothing is known until its length has come from memory: as little as can be is computed after that.
            var after = position + slot->Size;
            if (slot->ComponentSize != 0)
            {
                after = (after + 7 + (ulong)*(uint*)(position + 8) * slot->ComponentSize) & ~7UL;
                if (after <= end) slot->BytesWithComponents += after - position;
            }
            if (after > end)
            {
                cursor.Failure = SkipReason.BadSize;
                break;
            }
            position = after;
            if (slot->Count++ == 0) types.Touch(slot);
        }
        cursor.Next = chunkStart + (position - (ulong)chunk);
        // What is left behind free space may be too short to hold anything, and a thread's piece may end beyond what was the region's end.
        if (cursor.Failure is null && cursor.Region.MayGrow && cursor.Next + MethodTableHeader.ObjectBytesMin > cursor.Region.End)
            cursor.Next = cursor.Region.End;
    }

    /// <summary>
    /// Memory handed to a thread is cleared before the thread puts objects in it, so where allocation goes on a zero word is free space, not an
    /// error. So is a word with nothing but an object's header in its upper half: the first thing met after such space.
    /// </summary>
    public static bool IsGap(ulong word, HeapPlace place) =>
        (uint)word == 0 && place is HeapPlace.Gen0 or HeapPlace.Large or HeapPlace.Pinned;
}
