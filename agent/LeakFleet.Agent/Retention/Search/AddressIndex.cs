using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// Numbers by address, with a filter in front that rejects nearly every word of a heap that is none of them: one multiplication, one look at a table of bits
/// that fits the nearest cache as long as there are few. Any number of threads may look while one adds: a look that comes too early misses.
/// </summary>
internal sealed unsafe class AddressIndex : IDisposable
{
    /// <summary>2^64 divided by the golden ratio: spreads addresses, which differ in few bits, over the high bits.</summary>
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    /// <summary>One wrong answer for so many right ones.</summary>
    private const int FilterBitsPerAddress = 32;

    private const int FilterBitsMin = 1 << 15;
    private const int FilterBitsMax = 1 << 22;

    private readonly int _slotCount;
    private readonly int _shift;
    private readonly Slot* _slots;
    private readonly ulong* _filter;
    private int _filterShift = 64 - 15;

    /// <param name="max">Addresses that it can hold.</param>
    public AddressIndex(int max)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)max * 2 - 1);
        _slotCount = 1 << bits;
        _shift = 64 - bits;
        _slots = (Slot*)NativeMemory.AllocZeroed((nuint)_slotCount, (nuint)sizeof(Slot));
        _filter = (ulong*)NativeMemory.AllocZeroed(FilterBitsMax / 8);
    }

    /// <summary>The table of bits, for a scan's inner loop; see <see cref="MayHold"/>.</summary>
    public ulong* Filter => _filter;

    public int FilterShift => _filterShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayHold(ulong* filter, int filterShift, ulong word)
    {
        var bit = (word * Spread) >> filterShift;
        return (filter[bit >> 6] & 1UL << (int)bit) != 0;
    }

    /// <summary>Empties the filter and makes it large enough for so many addresses. Nobody may look meanwhile.</summary>
    public void ResetFilter(int expected)
    {
        var wanted = (int)Math.Clamp((long)expected * FilterBitsPerAddress, FilterBitsMin, FilterBitsMax);
        var bits = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)wanted - 1);
        _filterShift = 64 - bits;
        NativeMemory.Clear(_filter, (nuint)(1 << bits) / 8);
    }

    /// <summary>Lets the filter pass an address from now on.</summary>
    public void Pass(ulong address)
    {
        var bit = (address * Spread) >> _filterShift;
        _filter[bit >> 6] |= 1UL << (int)bit;
    }

    /// <summary>The number of an address; -1 when it has none.</summary>
    public int Find(ulong address)
    {
        var index = (address * Spread) >> _shift;
        while (true)
        {
            var key = Volatile.Read(ref _slots[index].Address);
            // In this order: an empty slot is not the number of address 0.
            if (key == 0) return -1;
            if (key == address) return _slots[index].Number;
            index = (index + 1) & (ulong)(_slotCount - 1);
        }
    }

    /// <summary>Gives an address a number, in place of the one it may have.</summary>
    public void Set(ulong address, int number)
    {
        var index = (address * Spread) >> _shift;
        while (_slots[index].Address != address && _slots[index].Address != 0) index = (index + 1) & (ulong)(_slotCount - 1);
        _slots[index].Number = number;
        Volatile.Write(ref _slots[index].Address, address);
    }

    /// <summary>Forgets every address.</summary>
    public void Clear()
    {
        NativeMemory.Clear(_slots, (nuint)_slotCount * (nuint)sizeof(Slot));
        ResetFilter(0);
    }

    public void Dispose()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_filter);
    }

    private struct Slot
    {
        public ulong Address;
        public int Number;
    }
}
