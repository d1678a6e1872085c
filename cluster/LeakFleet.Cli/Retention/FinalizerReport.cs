using LeakFleet.Agent.Retention.Evidence;

namespace LeakFleet.Cli.Retention;

/// <summary>What 'leakfleet finalizers' prints as JSON.</summary>
/// <param name="QueueObjects">Objects in the queue, of all types.</param>
/// <param name="FinalizerQueue">By type, the first as many as were asked for.</param>
/// <param name="FinalizableObjects">Objects alive that have a finalizer, of all types.</param>
/// <param name="Finalizable">By type, the first as many as were asked for.</param>
/// <param name="FinalizerStack">Of the finalizer thread, innermost first.</param>
/// <param name="WasCut">There are more than are counted.</param>
internal sealed record FinalizerReport(
    long QueueObjects, IReadOnlyList<RootCount> FinalizerQueue, long FinalizableObjects, IReadOnlyList<RootCount> Finalizable, IReadOnlyList<string> FinalizerStack, bool WasCut)
{
    public static FinalizerReport Of(RootReport report, int top) => new(
        report.FinalizerQueue.Sum(count => count.Count), [.. report.FinalizerQueue.Take(top)],
        report.Finalizable.Sum(count => count.Count), [.. report.Finalizable.Take(top)], report.FinalizerStack, report.WasCut);
}
