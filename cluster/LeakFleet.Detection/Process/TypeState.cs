namespace LeakFleet.Detection;

/// <summary>What is held of one type besides its floors: 48 bytes, of which a process has hundreds.</summary>
internal struct TypeState
{
    /// <summary>No place among the watched.</summary>
    public const byte Unwatched = byte.MaxValue;

    public string Name;
    public string Assembly;
    public long LastBytes;
    public long LastCount;
    public FloorCells Cells;

    /// <summary>Next slot of the same hash.</summary>
    public ushort Next;

    public byte Watched;

    /// <summary>Histograms in a row that did not say whether there is any.</summary>
    public byte Missed;

    /// <summary>Among the rows of the histogram being taken.</summary>
    public bool IsPending;

    public LeakPart Part;
    public byte Shown;
    public byte Looks;

    public Persistence Persistence
    {
        readonly get => new((Verdict)Shown, Looks);
        set => (Shown, Looks) = ((byte)value.Shown, (byte)Math.Min(value.Looks, byte.MaxValue));
    }

    public readonly long PendingBytes => IsPending ? LastBytes : 0;

    /// <summary>Rows of the same name add up.</summary>
    public void Accumulate(long bytes, long count)
    {
        if (!IsPending) (LastBytes, LastCount, IsPending) = (0, 0, true);
        LastBytes = Saturating.Add(LastBytes, bytes);
        LastCount = Saturating.Add(LastCount, count);
    }
}
