namespace LeakFleet.Agent.Retention.Roots;

/// <summary>A managed thread.</summary>
/// <param name="Id">The operating system's.</param>
/// <param name="Frames">Methods that run, innermost first. None where the thread was running managed code when it was looked at: only one that waits in native code can be followed.</param>
internal sealed record ThreadStack(int Id, bool IsFinalizer, IReadOnlyList<string> Frames);
