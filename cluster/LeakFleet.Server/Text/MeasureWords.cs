using LeakFleet.Detection;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Text;

/// <summary>A measure of a process in words.</summary>
internal static class MeasureWords
{
    /// <summary>As titles of charts say it.</summary>
    public static string Title(Measure measure) => measure switch
    {
        Measure.NativeBytes => "Native memory",
        Measure.FragmentationBytes => "Free space between objects",
        Measure.FinalizerBacklog => "Objects waiting for their finalizers",
        Measure.Pinned => "Pinned objects",
        Measure.Handles => "GC handles",
        Measure.Threads => "Threads",
        Measure.FileDescriptors => "File descriptors",
        _ => "Assemblies and load contexts",
    };

    /// <summary>As programs ask for it.</summary>
    public static string Name(Measure measure) => measure switch
    {
        Measure.NativeBytes => "native",
        Measure.FragmentationBytes => "fragmentation",
        Measure.FinalizerBacklog => "finalizer-backlog",
        Measure.Pinned => "pinned",
        Measure.Handles => "handles",
        Measure.Threads => "threads",
        Measure.FileDescriptors => "file-descriptors",
        _ => "load-contexts",
    };

    public static ChartUnit Unit(Measure measure) => measure switch
    {
        Measure.NativeBytes or Measure.FragmentationBytes => ChartUnit.Bytes,
        Measure.FinalizerBacklog or Measure.Pinned => ChartUnit.Objects,
        Measure.Handles => ChartUnit.Handles,
        Measure.Threads => ChartUnit.Threads,
        Measure.FileDescriptors => ChartUnit.Descriptors,
        _ => ChartUnit.Contexts,
    };

    /// <summary>What a kind of finding is about when none of its processes says so any more; null for one of types.</summary>
    public static Measure? Of(string kind) => kind switch
    {
        FindingKind.Native => Measure.NativeBytes,
        FindingKind.Fragmentation => Measure.FragmentationBytes,
        FindingKind.FinalizerBacklog => Measure.FinalizerBacklog,
        FindingKind.Handles => Measure.Handles,
        FindingKind.Threads => Measure.Threads,
        FindingKind.FileDescriptors => Measure.FileDescriptors,
        FindingKind.LoadContexts => Measure.LoadContexts,
        _ => null,
    };
}
