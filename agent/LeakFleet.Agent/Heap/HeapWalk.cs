namespace LeakFleet.Agent.Heap;

/// <summary>The outcome of one walk: a histogram, or why there is none.</summary>
/// <param name="Trouble">One line for people: a missing capability, a process that has exited, an unsupported runtime, …</param>
public sealed record HeapWalk(TypeHistogram? Histogram, string? Trouble)
{
    internal static HeapWalk Failed(string trouble) => new(null, trouble);
}
