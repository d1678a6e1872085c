using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>Most urgent first: what runs out of memory soonest, then what grows most over all replicas together.</summary>
public sealed class FindingUrgency : IComparer<FleetFinding>
{
    // What is counted runs out too: 32,768 threads and 65,536 descriptors are what a process may usually have, and weigh as much as a gigabyte.
    private const double BytesPerThread = (double)(1 << 30) / 32_768;
    private const double BytesPerDescriptor = (double)(1 << 30) / 65_536;

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

    /// <summary>Growth of all replicas in bytes an hour; of threads and descriptors what they weigh, where that is more than the memory seen with them.</summary>
    public static double Growth(FleetFinding finding) => finding.Processes.Count * finding.Measure switch
    {
        Measure.Threads => Larger(finding.BytesPerHour, finding.MeasurePerHour * BytesPerThread),
        Measure.FileDescriptors => Larger(finding.BytesPerHour, finding.MeasurePerHour * BytesPerDescriptor),
        _ => finding.BytesPerHour,
    };

    /// <summary>Memory that is not known is none.</summary>
    private static double Larger(double bytesPerHour, double weight) => bytesPerHour > weight ? bytesPerHour : weight;
}
