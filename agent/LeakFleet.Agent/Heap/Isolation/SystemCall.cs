namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>A system call of x86-64 that the sandbox allows, and on what condition.</summary>
/// <param name="Number">As in the kernel's table for x86-64.</param>
/// <param name="Argument">Index of the argument that the condition looks at.</param>
internal readonly record struct SystemCall(uint Number, ArgumentCondition Condition = ArgumentCondition.None, int Argument = 0, uint Value = 0);
