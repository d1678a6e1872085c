namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>A share of leaks of one sort that must be found within some hours.</summary>
/// <param name="Share">Wanted.</param>
internal sealed record Promise(string Name, string Text, double HoursMax, double Share, Func<LeakResult, bool> Includes)
{
    /// <summary>Growth is drawn by the generator and then measured against the heap: what is meant by 0.5 % is found between these factors of it.</summary>
    private const double ShareLow = 0.8;

    private const double ShareHigh = 1.3;

    /// <summary>
    /// What begins with the process is for hours what a cache of that size does while it fills, or entries that live for some hours: whoever tells it within two tells those too. It has a
    /// line of its own.
    /// </summary>
    private const double MidLifeHours = 3;

    public static IReadOnlyList<Promise> All { get; } =
    [
        new(
            "slowIn20Replicas",
            "0.5 %/h in 20 replicas, found within 24 h",
            24,
            0.95,
            leak => leak.Leak.Processes.Count >= 20 && IsAbout(leak.Leak.HeapSharePerHour, 0.005)),
        new(
            "fastInOneProcess",
            "5 %/h in a single process that ran for 3 h before, found within 2 h",
            2,
            0.90,
            leak => IsFastInOneProcess(leak) && leak.AgeHours >= MidLifeHours),
        new(
            "fastFromStartOfOneProcess",
            "5 %/h from the start of a single process, found within 8 h",
            8,
            0.90,
            leak => IsFastInOneProcess(leak) && leak.AgeHours < MidLifeHours),
        new(
            "fastInAnySingleProcess",
            "5 %/h or more in a single process, from whatever age on, found within 2 h",
            2,
            0.90,
            leak => leak.ProcessesAtStart == 1 && IsOfHeap(leak) && leak.Leak.HeapSharePerHour >= 0.05 * ShareLow),
    ];

    public (int Leaks, int Kept) Count(IEnumerable<ServiceResult> services, int detector)
    {
        var leaks = 0;
        var kept = 0;
        foreach (var service in services)
            foreach (var leak in service.Scores[detector].Leaks)
            {
                if (!Includes(leak)) continue;
                leaks++;
                if (leak.IsFound && leak.DelayHours <= HoursMax) kept++;
            }

        return (leaks, kept);
    }

    private static bool IsFastInOneProcess(LeakResult leak) => leak.ProcessesAtStart == 1 && IsOfHeap(leak) && IsAbout(leak.Leak.HeapSharePerHour, 0.05);

    /// <summary>Whether its share is one of the heap: that of threads, handles and descriptors is one of their number, and a thousand of them are some kilobytes.</summary>
    private static bool IsOfHeap(LeakResult leak) => leak.Leak.Kind is not ("threads" or "handles" or "file-descriptors");

    private static bool IsAbout(double value, double wanted) => value >= wanted * ShareLow && value <= wanted * ShareHigh;
}
