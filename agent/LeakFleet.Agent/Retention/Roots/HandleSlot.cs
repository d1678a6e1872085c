namespace LeakFleet.Agent.Retention.Roots;

/// <summary>A handle: a word outside the heap that the collector knows.</summary>
/// <param name="Address">Of the word that holds the object.</param>
/// <param name="Target">The object when the handles were listed; collections change the word with it.</param>
/// <param name="Dependent">The second object of a dependent handle; 0 for all others.</param>
internal readonly record struct HandleSlot(ulong Address, RootKind Kind, ulong Target, ulong Dependent);
