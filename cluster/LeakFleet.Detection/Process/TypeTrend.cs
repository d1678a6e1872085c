namespace LeakFleet.Detection;

/// <summary>One type of a process, as it is now: valid until the next histogram.</summary>
public readonly struct TypeTrend
{
    private readonly ProcessTrend _trend;
    private readonly int _slot;

    internal TypeTrend(ProcessTrend trend, int slot) => (_trend, _slot) = (trend, slot);

    public string Name => _trend.Table[_slot].Name;

    public string Assembly => _trend.Table[_slot].Assembly;

    public long LastBytes => _trend.Table[_slot].LastBytes;

    public long LastCount => _trend.Table[_slot].LastCount;

    /// <summary>What is said to users: a leak only after several looks in a row, and with all types tested taken into account.</summary>
    public Verdict Shown => _trend.Table[_slot].Persistence.Shown;

    public bool IsLeaking => Shown == Verdict.Leak;

    public LeakPart Part => _trend.Table[_slot].Part;

    /// <summary>The last test's own result; that of a healthy type when it moves too little to be tested.</summary>
    public GrowthResult Growth => _trend.Table.GrowthOf(_slot);

    /// <summary>When it was tested last.</summary>
    public (long Bytes, long Count) TestedSize => _trend.Table.TestedSize(_slot);

    /// <summary>As of the last look; 0 for a type that moves too little to be tested.</summary>
    public double InstancesPerHour => _trend.Table.InstancesPerHourOf(_slot);

    /// <summary>Its floors over time, for people to see.</summary>
    public Sample[] Samples() => _trend.SamplesOf(_slot);
}
