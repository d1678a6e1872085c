using LeakFleet.Fleet;

namespace LeakFleet.Silo.Contracts;

/// <summary>What became of a frame, and how far its process is persisted.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.frame-answer")]
internal readonly struct FrameAnswer
{
    /// <summary>An <see cref="IngestOutcome"/>, by its number.</summary>
    [Id(0)]
    public int Outcome { get; init; }

    [Id(1)]
    public long Epoch { get; init; }

    [Id(2)]
    public long Sequence { get; init; }

    [Id(3)]
    public string? Fault { get; init; }
}
