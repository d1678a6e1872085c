namespace LeakFleet.Fleet;

/// <summary>Most urgent first: what runs out of memory soonest, then what grows most over all replicas together.</summary>
public sealed class FindingUrgency : IComparer<FleetFinding>
{
    public static FindingUrgency Order { get; } = new();

    public int Compare(FleetFinding? x, FleetFinding? y)
    {
        if (x is null || y is null) return (x is null ? 1 : 0) - (y is null ? 1 : 0);
        var order = (x.HoursToLimit ?? double.PositiveInfinity).CompareTo(y.HoursToLimit ?? double.PositiveInfinity);
        if (order == 0) order = Growth(y).CompareTo(Growth(x));
        // The rest makes the order total, so that equal findings keep their places from one query to the next.
        if (order == 0) order = string.CompareOrdinal(x.Service, y.Service);
        return order != 0 ? order : string.CompareOrdinal(x.Fingerprint, y.Fingerprint);
    }

    private static double Growth(FleetFinding finding) => finding.BytesPerHour * finding.Processes.Count;
}
