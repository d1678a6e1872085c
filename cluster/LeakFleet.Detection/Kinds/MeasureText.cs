namespace LeakFleet.Detection;

/// <summary>A measure in words.</summary>
internal static class MeasureText
{
    public static string Name(Measure measure) => measure switch
    {
        Measure.NativeBytes => "Native memory (anonymous resident minus committed by the GC)",
        Measure.FragmentationBytes => "Free space between objects after gen2 collections",
        Measure.FinalizerBacklog => "Dead objects waiting for the finalizer thread",
        Measure.Pinned => "Pinned objects",
        Measure.Handles => "GC handles",
        Measure.Threads => "Threads",
        Measure.FileDescriptors => "File descriptors",
        Measure.LoadContexts => "Assemblies and load contexts",
        Measure.HeadroomBytes => "Memory left until the limit",
        Measure.LiveBytes => "Objects after gen2 collections",
        Measure.CollectionIndex => "Garbage collections",
        _ => "Memory committed by the GC",
    };

    public static string Amount(Measure measure, double value) => IsBytes(measure) ? Figures.Bytes(value) : Figures.Number(Math.Round(value));

    public static string Rate(Measure measure, double perHour) => (IsBytes(measure) ? Figures.Bytes(perHour) : Figures.Number(perHour)) + "/h";

    /// <summary><c>Threads: 42 to 310 within 26 h, +10.3/h (9.8/h to 10.9/h at 95 %), p &lt; 0.0001.</c></summary>
    public static string Sentence(in MeasureGrowth grown)
    {
        var (measure, growth) = (grown.Measure, grown.Growth);
        return $"{Name(measure)}: {Amount(measure, grown.From)} to {Amount(measure, grown.To)} within {Figures.Hours(grown.Hours)}, "
            + $"+{Rate(measure, growth.SlopePerHour)} ({Rate(measure, growth.SlopeLow)} to {Rate(measure, growth.SlopeHigh)} at 95 %), {Figures.Probability(growth.PValue)}.";
    }

    private static bool IsBytes(Measure measure) =>
        measure is Measure.NativeBytes or Measure.FragmentationBytes or Measure.HeadroomBytes or Measure.CommittedBytes or Measure.LiveBytes;
}
