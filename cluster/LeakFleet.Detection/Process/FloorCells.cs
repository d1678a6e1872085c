namespace LeakFleet.Detection;

/// <summary>
/// How the floors of one type are held: 16 bits for each bucket, in steps of a power of two above a base, which both follow the range that the type moves in.
/// Exact to the byte for a type that moves by less than 64 KiB; else the step is at most a 16,384th of its range, far below any noise. 32-bit floats
/// would take twice the room, of which these cells are most, and be coarser for large types.
/// </summary>
internal struct FloorCells
{
    /// <summary>No value.</summary>
    public const ushort None = ushort.MaxValue;

    private const int CellMax = ushort.MaxValue - 1;

    /// <summary>Of the range that cells can hold; the rest is room on both sides, so that a type that grows is not laid out anew each time.</summary>
    private const long FilledMax = 32_767;

    public FloorCells(uint @base, byte shift) => (Base, Shift) = (@base, Math.Min(shift, (byte)62));

    /// <summary>In steps.</summary>
    public uint Base { get; private set; }

    /// <summary>Each step is two to this power.</summary>
    public byte Shift { get; private set; }

    public readonly long Decode(ushort cell)
    {
        var steps = (long)Base + cell;
        return steps > long.MaxValue >> Shift ? long.MaxValue : steps << Shift;
    }

    /// <summary>NaN where there is none; how many buckets that is.</summary>
    public readonly int Decode(ReadOnlySpan<ushort> row, Span<float> floors)
    {
        for (var i = 0; i < row.Length; i++) floors[i] = row[i] == None ? float.NaN : Decode(row[i]);
        return row.Length;
    }

    /// <summary>For people to see.</summary>
    public readonly Sample[] Samples(ReadOnlySpan<ushort> row, in BucketAxis axis)
    {
        var samples = new List<Sample>(axis.Count);
        for (var bucket = 0; bucket < axis.Count; bucket++)
            if (row[bucket] != None) samples.Add(new Sample(axis.TimeOf(bucket), Decode(row[bucket])));
        return [.. samples];
    }

    /// <summary>Merges the first <paramref name="count"/> buckets of a row into wider ones, as <see cref="BucketAxis.Advance"/> says.</summary>
    public static void Merge(Span<ushort> row, int count, int offset, int doublings)
    {
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            var cell = row[i];
            var place = (i + offset) >> doublings;
            row[place] = place == last ? Math.Min(row[place], cell) : cell;
            last = place;
        }

        row[(last + 1)..].Fill(None);
    }

    /// <summary>Lowers one bucket's floor to a value that is not negative.</summary>
    public void Lower(Span<ushort> row, int bucket, long value)
    {
        var step = (value >> Shift) - Base;
        if (step is < 0 or > CellMax)
        {
            Fit(row, value);
            step = (value >> Shift) - Base;
        }

        // None is above every cell.
        row[bucket] = (ushort)Math.Min(row[bucket], step);
    }

    /// <summary>Chooses base and step anew, so that the row and the value fit.</summary>
    private void Fit(Span<ushort> row, long value)
    {
        var (low, high) = (value, value);
        foreach (var cell in row)
        {
            if (cell == None) continue;
            var known = Decode(cell);
            (low, high) = (Math.Min(low, known), Math.Max(high, known));
        }

        var old = this;
        var shift = 0;
        while ((high - low) >> shift > FilledMax || high >> shift > uint.MaxValue) shift++;
        // Steps never become smaller: what was rounded is not known any better.
        Shift = (byte)Math.Max(shift, Shift);
        var filled = (high >> Shift) - (low >> Shift);
        Base = (uint)Math.Max(0, (low >> Shift) - (CellMax - filled) / 2);
        foreach (ref var cell in row)
            if (cell != None) cell = (ushort)((old.Decode(cell) >> Shift) - Base);
    }
}
