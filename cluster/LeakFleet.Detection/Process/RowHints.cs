namespace LeakFleet.Detection;

/// <summary>
/// The slot that each row of a histogram had in the one before. Rows come in nearly the same order, and to compare a name that is most often
/// the very same object costs a few nanoseconds where to hash it costs fifty.
/// </summary>
internal struct RowHints
{
    /// <summary>As many rows as a histogram may have.</summary>
    private const int RowsMax = 2048;

    private const int RowsStep = 64;

    private ushort[] _slots;

    public int Find(TypeTable types, int row, string name, string assembly)
    {
        if (_slots is not null && row < _slots.Length)
        {
            var hint = _slots[row];
            if (hint < types.Count)
            {
                ref var type = ref types[hint];
                if (type.Name == name && type.Assembly == assembly)
                {
                    // The object as it comes now, which is the one that other processes share.
                    (type.Name, type.Assembly) = (name, assembly);
                    return hint;
                }
            }
        }

        var slot = types.Find(name, assembly);
        Remember(row, slot);
        return slot;
    }

    private void Remember(int row, int slot)
    {
        if (row >= RowsMax) return;
        _slots ??= [];
        if (row >= _slots.Length)
        {
            if (slot < 0) return;
            var known = _slots.Length;
            Array.Resize(ref _slots, Math.Min(RowsMax, row / RowsStep * RowsStep + RowsStep));
            _slots.AsSpan(known).Fill(TypeIndex.None);
        }

        _slots[row] = slot < 0 ? TypeIndex.None : (ushort)slot;
    }
}
