namespace LeakFleet.Detection;

/// <summary>One type of a process as it is saved.</summary>
/// <param name="Missed">Histograms in a row that did not say whether there is any.</param>
/// <param name="Watched">Null for a type that moves too little to be tested.</param>
public readonly record struct TypeTrendState(
    string Name,
    string Assembly,
    long LastBytes,
    long LastCount,
    int Missed,
    Persistence Persistence,
    LeakPart Part,
    FloorsState Floors,
    WatchedTypeState? Watched);

/// <summary>What is saved besides of a type that is tested.</summary>
/// <param name="Bytes">When it was tested last.</param>
/// <param name="AnchorBytes">What there was when it was first tested.</param>
public readonly record struct WatchedTypeState(GrowthResult Growth, double InstancesPerHour, long Bytes, long Count, long AnchorBytes, long AnchorCount);
