namespace LeakFleet.Detection;

/// <summary>From which size on the growth of a measure matters. Significance alone would report a thread gained in a week.</summary>
/// <param name="PerHourMin">Smallest slope, in the measure's unit per hour.</param>
/// <param name="RelativePerHourMin">Smallest slope as a part of the measure's own level.</param>
/// <param name="RiseMin">Smallest rise so far: pools of threads and connections grow by a few at any load.</param>
internal readonly record struct MeasureRule(Measure Measure, string Kind, double PerHourMin, double RelativePerHourMin, double RiseMin)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Those that are judged, in the order of <see cref="Measure"/>. Usage and committed bytes are only evidence.</summary>
    public static ReadOnlySpan<MeasureRule> All => Rules;

    private static readonly MeasureRule[] Rules =
    [
        // As for types: 6 MiB a day, and 0.2 % of what is there.
        new(Measure.NativeBytes, FindingKind.Native, Mebibyte / 4, 0.002, 4 * Mebibyte),
        new(Measure.FragmentationBytes, FindingKind.Fragmentation, Mebibyte / 4, 0.002, 4 * Mebibyte),
        // In a process that keeps up the floor is 0, so anything that stays is worth a word.
        new(Measure.FinalizerBacklog, FindingKind.FinalizerBacklog, 20, 0, 100),
        new(Measure.Pinned, FindingKind.Handles, 4, 0.005, 50),
        new(Measure.Handles, FindingKind.Handles, 20, 0.002, 200),
        new(Measure.Threads, FindingKind.Threads, 0.25, 0.002, 8),
        new(Measure.FileDescriptors, FindingKind.FileDescriptors, 0.5, 0.002, 16),
        new(Measure.LoadContexts, FindingKind.LoadContexts, 0.25, 0.002, 8),
    ];
}
