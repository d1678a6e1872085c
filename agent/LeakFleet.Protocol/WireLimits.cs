namespace LeakFleet.Protocol;

/// <summary>Every bound on what comes over the wire, in one place. A sender trims to them; a receiver rejects what exceeds them.</summary>
public static class WireLimits
{
    /// <summary>Version of the messages. A receiver ignores elements it does not know at the end of an array, so additions keep it.</summary>
    public const int ProtocolVersion = 4;

    /// <summary>The first version that knows a <see cref="HistogramChange"/>.</summary>
    public const int ChangesSinceVersion = 2;

    /// <summary>The first version that knows an <see cref="EvidenceRequest"/> and its answer.</summary>
    public const int EvidenceSinceVersion = 3;

    /// <summary>After this time a server asks another for what it has not been told: an agent does not begin with what it could not answer by then.</summary>
    public const int EvidenceAnswerMilliseconds = 120_000;

    /// <summary>The first version that knows changes whose bytes are told against what the size of an object lets expect.</summary>
    public const int ExpectedBytesSinceVersion = 4;

    /// <summary>The first version that knows an <see cref="AgentReport"/>.</summary>
    public const int ReportsSinceVersion = 4;

    /// <summary>Largest frame. A histogram at every other limit stays below it.</summary>
    public const int FrameBytesMax = 4 * 1024 * 1024;

    /// <summary>Deepest nesting a frame may have, also in elements that are skipped.</summary>
    public const int DepthMax = 8;

    /// <summary>
    /// Any count, size or duration (256 TiB, nine years in microseconds). More than the 2^47 bytes a process can address, and little enough that
    /// the sum over a whole histogram still fits 64 bits.
    /// </summary>
    public const long QuantityMax = 1L << 48;

    /// <summary>The last millisecond of the year 9999, the last one that a date can hold.</summary>
    public const long UnixMillisecondsMax = 253_402_300_799_999;

    /// <summary>Node, agent, service, version and assembly names, in UTF-16 units.</summary>
    public const int NameCharsMax = 128;

    /// <summary>Any other text: type names, command lines, label values.</summary>
    public const int TextBytesMax = 1024;

    public const int LabelsMax = 64;

    /// <summary>Types in one histogram; the sender folds the smallest into one row named <see cref="Histogram.OtherTypes"/>.</summary>
    public const int TypesMax = 2000;

    /// <summary>Reasons for skipped regions in one histogram.</summary>
    public const int SkipReasonsMax = 16;

    /// <summary>Ways in which the objects of a type are held.</summary>
    public const int SignaturesMax = 8;

    /// <summary>Objects on the way from a root.</summary>
    public const int PathStepsMax = 48;

    /// <summary>Sentences about what limits an answer.</summary>
    public const int NotesMax = 8;

    /// <summary>Collections in one batch.</summary>
    public const int CollectionsMax = 512;
}
