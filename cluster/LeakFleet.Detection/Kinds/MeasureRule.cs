namespace LeakFleet.Detection;

/// <summary>From which size on the growth of a measure matters. Significance alone would report a thread gained in a week.</summary>
/// <param name="PerHourMin">Smallest slope, in the measure's unit per hour.</param>
/// <param name="RelativePerHourMin">Smallest slope as a part of the measure's own level.</param>
/// <param name="RiseMin">Smallest rise so far: pools of threads and connections grow by a few at any load.</param>
internal readonly record struct MeasureRule(Measure Measure, string Kind, double PerHourMin, double RelativePerHourMin, double RiseMin)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Those that are judged, in the order of <see cref="Measure"/>. The rest is only evidence.</summary>
    public static ReadOnlySpan<MeasureRule> All => Rules;

    private static readonly MeasureRule[] Rules =
    [
        // Twice what is asked of types: 6 MiB a day, and 0.2 % of what is there.
        new(Measure.NativeBytes, FindingKind.Native, Mebibyte / 4, 0.002, 4 * Mebibyte),
        new(Measure.FragmentationBytes, FindingKind.Fragmentation, Mebibyte / 4, 0.002, 4 * Mebibyte),
        // In a process that keeps up the floor is 0, so anything that stays is worth a word.
        new(Measure.FinalizerBacklog, FindingKind.FinalizerBacklog, 10, 0, 100),
        new(Measure.Pinned, FindingKind.Handles, 2, 0.005, 50),
        new(Measure.Handles, FindingKind.Handles, 2, 0.002, 50),
        // Two a day. A pool of threads gains a few in its life, at a peak, and keeps them.
        new(Measure.Threads, FindingKind.Threads, 0.08, 0.002, 5),
        new(Measure.FileDescriptors, FindingKind.FileDescriptors, 0.25, 0.002, 12),
        new(Measure.LoadContexts, FindingKind.LoadContexts, 0.1, 0.002, 6),
    ];
}
