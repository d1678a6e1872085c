using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// The first words of a method table, the same in .NET 8, 9 and 10. All of them together identify a type: after a collectible context is
/// unloaded another type may lie at the same address, with other tokens, modules or parents.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MethodTableHeader(
    uint Flags, uint BaseSize, uint TokenFlags, uint Counts, ulong Parent, ulong Module, ulong AuxiliaryData, ulong Class, ulong Instantiation)
{
    public const int Bytes = 56;

    /// <summary>Header, method table and one word: nothing on the heap is smaller.</summary>
    public const int ObjectBytesMin = 24;

    /// <summary>Smallest base size that still rounds up to <see cref="ObjectBytesMin"/>; a string's is 22.</summary>
    private const uint BaseSizeMin = 17;

    /// <summary>Largest offset of a field is 27 bits.</summary>
    private const uint BaseSizeMax = 1u << 27;

    /// <summary>User space on x86-64 with four-level page tables; below 64 KiB the kernel maps nothing.</summary>
    private const ulong AddressMin = 0x10000;
    private const ulong AddressMax = 0x7fff_ffff_f000;

    public bool HasComponents => (Flags & 0x8000_0000) != 0;

    public uint ComponentSize => HasComponents ? Flags & 0xffff : 0;

    /// <summary>What the loop starts from: rounded up already where no components follow.</summary>
    public uint SizeWithoutComponents => HasComponents ? BaseSize : (BaseSize + 7) & ~7u;

    public bool IsPlausible =>
        BaseSize is >= BaseSizeMin and <= BaseSizeMax
        && (!HasComponents || ComponentSize != 0)
        && IsAddress(Module) && IsAddress(Class & ~3UL) && (Parent == 0 || IsAddress(Parent & ~3UL));

    /// <summary>The header at an address of the process; false when none lies there that could be one.</summary>
    public static bool TryRead(MemoryRead memory, ulong methodTable, out MethodTableHeader header) => memory.TryRead(methodTable, out header) && header.IsPlausible;

    /// <summary>Whether a word can be the address of a structure of the runtime.</summary>
    public static bool IsAddress(ulong word) => (word & 7) == 0 && word is >= AddressMin and < AddressMax;
}
