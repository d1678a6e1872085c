namespace LeakFleet.Agent.Retention.Roots;

/// <summary>A word of a thread's stack that holds an object, or an object that a frame holds without such a word: in a register, or by a reference into it.</summary>
/// <param name="Address">Of the word, or of the object.</param>
/// <param name="Thread">Index among the threads.</param>
/// <param name="Frame">Index among that thread's frames; -1 when it belongs to none of those that are known.</param>
internal readonly record struct StackSlot(ulong Address, int Thread, int Frame, bool IsObject = false);
