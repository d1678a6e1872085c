namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Words side by side, each holding an object.</summary>
internal readonly record struct SlotRange(ulong Start, ulong End)
{
    public long Count => (long)(End - Start) / sizeof(ulong);
}
