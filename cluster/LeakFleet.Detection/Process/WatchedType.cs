namespace LeakFleet.Detection;

/// <summary>
/// What is held besides of a type that is tested, because it moves: few of a process do. 72 bytes: figures of a test are shown and compared, never counted on, so that seven digits
/// are enough.
/// </summary>
internal struct WatchedType
{
    public ushort Slot;

    /// <summary>False in a look that has not tested it yet: its place may then go to another.</summary>
    public bool IsTested;

    private byte _verdict;
    private float _slopePerHour, _slopeLow, _slopeHigh, _pValue, _level, _ceiling, _moreHours, _instancesPerHour;

    /// <summary>Of <see cref="Bytes"/>.</summary>
    public uint Count;

    /// <summary>Of <see cref="AnchorBytes"/>.</summary>
    public uint AnchorCount;

    private long _startedUnixMilliseconds;

    /// <summary>What there was when it was tested last: a finding is of one moment, also after a restart.</summary>
    public long Bytes;

    /// <summary>What there was when it was first watched: what came since tells how large an instance that is added is.</summary>
    public long AnchorBytes;

    public double InstancesPerHour
    {
        readonly get => _instancesPerHour;
        set => _instancesPerHour = (float)value;
    }

    public GrowthResult Growth
    {
        readonly get => new(
            (Verdict)_verdict, _slopePerHour, _slopeLow, _slopeHigh, _pValue, _startedUnixMilliseconds, _level, float.IsNaN(_ceiling) ? null : _ceiling, _moreHours);
        set
        {
            _verdict = (byte)value.Verdict;
            (_slopePerHour, _slopeLow, _slopeHigh) = ((float)value.SlopePerHour, (float)value.SlopeLow, (float)value.SlopeHigh);
            (_pValue, _level, _startedUnixMilliseconds) = ((float)value.PValue, (float)value.Level, value.GrowthStartedUnixMilliseconds);
            (_ceiling, _moreHours) = ((float)(value.Ceiling ?? double.NaN), (float)value.MoreHours);
        }
    }

    /// <summary>Whether it tells no more than a type that was not tested.</summary>
    public readonly bool SaysNothing => (Verdict)_verdict is Verdict.Learning or Verdict.Healthy && !(_slopeLow > 0);
}
