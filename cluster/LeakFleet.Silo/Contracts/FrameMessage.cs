namespace LeakFleet.Silo.Contracts;

/// <summary>A frame of an agent on its way to the grain of its process, as it came.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.frame")]
internal sealed class FrameMessage
{
    [Id(0)]
    public long Connection { get; init; }

    [Id(1)]
    public bool IsFirst { get; init; }

    [Id(2)]
    public byte[] Bytes { get; init; } = [];

    /// <summary>Whom to tell what was persisted.</summary>
    [Id(3)]
    public IAckObserver? Acks { get; init; }
}
