namespace LeakFleet.Agent.Retention.Roots;

/// <summary>A word of a thread's stack that holds an object.</summary>
/// <param name="Thread">Index among the threads.</param>
/// <param name="Frame">Index among that thread's frames; -1 when it belongs to none of those that are known.</param>
internal readonly record struct StackSlot(ulong Address, int Thread, int Frame);
