namespace LeakFleet.Detection;

/// <summary>What is held besides of a type that is tested, because it moves: few of a process do.</summary>
internal struct WatchedType
{
    public ushort Slot;

    /// <summary>Tested in the last look. If not, its place may go to another.</summary>
    public bool IsTested;

    public GrowthResult Growth;

    public double InstancesPerHour;

    /// <summary>What there was when it was tested last: a finding is of one moment, also after a restart.</summary>
    public long Bytes;

    public long Count;

    /// <summary>What there was when it was first watched: what came since tells how large an instance that is added is.</summary>
    public long AnchorBytes;

    public long AnchorCount;
}
