namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Handles, and objects with finalizers, of one process by type; or why it cannot be told.</summary>
/// <param name="Handles">By kind, and type of what they hold.</param>
/// <param name="Finalizable">Objects with a finalizer that are alive, by type.</param>
/// <param name="FinalizerQueue">Objects whose finalizer is to run, by type.</param>
/// <param name="FinalizerStack">What the finalizer thread is doing, innermost first; empty when it waits for work, or runs and cannot be followed.</param>
/// <param name="WasCut">There are more than are told.</param>
public sealed record RootReport(
    IReadOnlyList<RootCount> Handles,
    IReadOnlyList<RootCount> Finalizable,
    IReadOnlyList<RootCount> FinalizerQueue,
    IReadOnlyList<string> FinalizerStack,
    bool WasCut,
    string? Trouble)
{
    internal static RootReport Failed(string trouble) => new([], [], [], [], true, trouble);
}
