namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Bounds of what is asked about one process's roots. The same on both sides of the helper's channel.</summary>
internal static class RootLimits
{
    public const int HandlesMax = 200_000;

    /// <summary>One for each heap of a server collector, and generation.</summary>
    public const int RangesMax = 4096;

    public const int ThreadsMax = 4096;

    /// <summary>Of one thread.</summary>
    public const int FramesMax = 64;

    public const int StackSlotsMax = 65_536;

    public const int StaticsMax = 100_000;

    /// <summary>Of a field, a method or a static; longer ones are cut.</summary>
    public const int NameCharsMax = 512;

    /// <summary>Of all names of one answer. The statics of a large service take two megabytes.</summary>
    public const int NameBytesMax = 16 * 1024 * 1024;

    /// <summary>Fields asked for at once.</summary>
    public const int FieldsMax = 512;

    /// <summary>Types asked for at once.</summary>
    public const int TypesMax = 4096;

    /// <summary>The longest frame of any answer.</summary>
    public const int AnswerBytesMax = NameBytesMax + 1024 * 1024 + 32 * HandlesMax;
}
