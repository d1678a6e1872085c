namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Where words outside the heap hold objects, as the runtime's own structures tell.</summary>
/// <param name="Handles">Of every kind, weak ones too.</param>
/// <param name="Finalizable">Objects with a finalizer that are still alive by themselves: this queue holds nothing.</param>
/// <param name="FinalizerQueue">Objects that nothing else holds and whose finalizers have not run yet.</param>
/// <param name="WasCut">Something was beyond a limit, and is missing.</param>
internal sealed record RootLayout(
    IReadOnlyList<HandleSlot> Handles,
    IReadOnlyList<SlotRange> Finalizable,
    IReadOnlyList<SlotRange> FinalizerQueue,
    IReadOnlyList<ThreadStack> Threads,
    IReadOnlyList<StackSlot> StackSlots,
    bool WasCut,
    string? Trouble)
{
    public static RootLayout Unreadable(string trouble) => new([], [], [], [], [], true, trouble);
}
