using System.Numerics;

namespace LeakFleet.Detection;

/// <summary>
/// Finds a type's slot by its name. Two bytes a place and two in <see cref="TypeState.Next"/>, where a dictionary takes forty for each type. By the runtime's string hash, which is
/// seeded per process: nobody outside can choose names that all fall together.
/// </summary>
internal struct TypeIndex
{
    public const ushort None = ushort.MaxValue;

    private ushort[] _heads;

    public readonly int Find(ReadOnlySpan<TypeState> types, string name, string assembly)
    {
        if (_heads is null) return -1;
        for (var slot = _heads[Place(name)]; slot != None; slot = types[slot].Next)
            if (types[slot].Name == name && types[slot].Assembly == assembly) return slot;
        return -1;
    }

    public readonly void Add(Span<TypeState> types, int slot)
    {
        ref var head = ref _heads[Place(types[slot].Name)];
        types[slot].Next = head;
        head = (ushort)slot;
    }

    public readonly void Remove(Span<TypeState> types, int slot)
    {
        ref var link = ref _heads[Place(types[slot].Name)];
        while (link != slot) link = ref types[link].Next;
        link = types[slot].Next;
    }

    /// <summary>Makes room for so many types and takes in those that there are.</summary>
    public void Resize(Span<TypeState> types, int count, int capacity)
    {
        _heads = new ushort[Math.Max(16, (int)BitOperations.RoundUpToPowerOf2((uint)capacity))];
        _heads.AsSpan().Fill(None);
        for (var slot = 0; slot < count; slot++) Add(types, slot);
    }

    private readonly int Place(string name) => name.GetHashCode() & (_heads.Length - 1);
}
