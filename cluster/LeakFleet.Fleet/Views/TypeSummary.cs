namespace LeakFleet.Fleet;

/// <summary>One type of a process as its summary holds it: one of its largest, or one that grows.</summary>
/// <param name="Grows">Part of a leak of this process.</param>
public sealed record TypeSummary(string Type, string Assembly, long Count, long Bytes, double BytesPerHour, bool Grows)
{
    /// <summary>Largest types of a process in its summary.</summary>
    public const int LargestMax = 8;

    /// <summary>Growing ones beside them, the fastest.</summary>
    public const int GrowingMax = 8;
}
