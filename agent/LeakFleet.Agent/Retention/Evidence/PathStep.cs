namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>One object of a path.</summary>
/// <param name="Field">Where in it the next object is held: a field's name, <c>[element]</c>, both, or in words for what no field tells; empty for the last.</param>
/// <param name="Repeats">Objects of the same type in a row, each held by the same field of the one before, that this step stands for.</param>
public sealed record PathStep(ulong Address, string Type, string Field, long Element, int Repeats)
{
    /// <summary>No element of an array.</summary>
    public const long NoElement = -1;

    internal ulong MethodTable { get; init; }
}
