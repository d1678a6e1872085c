namespace LeakFleet.Detection;

/// <summary>What is held of one type besides its floors: 40 bytes, of which a process has hundreds.</summary>
internal struct TypeState
{
    /// <summary>No place among the watched.</summary>
    public const byte Unwatched = byte.MaxValue;

    public string Name;
    public string Assembly;
    public long LastBytes;

    /// <summary>Stops at its largest number: four billion instances take a hundred gigabytes.</summary>
    public uint LastCount;

    /// <summary>Next slot of the same hash.</summary>
    public ushort Next;

    public byte Watched;

    /// <summary>Histograms in a row that did not say whether there is any.</summary>
    public byte Missed;

    public byte Looks;

    private uint _base;
    private byte _shift;
    private byte _said;

    /// <summary>Among the rows of the histogram being taken.</summary>
    public bool IsPending
    {
        readonly get => (_said & 0x80) != 0;
        set => _said = (byte)(value ? _said | 0x80 : _said & 0x7f);
    }

    public LeakPart Part
    {
        readonly get => (LeakPart)(_said >> 4 & 7);
        set => _said = (byte)(_said & 0x8f | (int)value << 4);
    }

    public Persistence Persistence
    {
        readonly get => new((Verdict)(_said & 0xf), Looks);
        set => (_said, Looks) = ((byte)(_said & 0xf0 | (int)value.Shown), (byte)Math.Min(value.Looks, byte.MaxValue));
    }

    public FloorCells Cells
    {
        readonly get => new(_base, _shift);
        set => (_base, _shift) = (value.Base, value.Shift);
    }

    public readonly long PendingBytes => IsPending ? LastBytes : 0;

    /// <summary>Rows of the same name add up.</summary>
    public void Accumulate(long bytes, long count)
    {
        if (!IsPending) (LastBytes, LastCount, IsPending) = (0, 0, true);
        LastBytes = Saturating.Add(LastBytes, bytes);
        LastCount = (uint)Math.Min(uint.MaxValue, Saturating.Add(LastCount, count));
    }
}
