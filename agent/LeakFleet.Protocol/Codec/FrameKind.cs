namespace LeakFleet.Protocol.Codec;

/// <summary>First element of a frame. Numbers are never reused.</summary>
internal enum FrameKind
{
    Hello = 1,
    Welcome = 2,
    Ack = 3,
    Data = 4,

    /// <summary>Since protocol version 3.</summary>
    EvidenceRequest = 5,

    /// <summary>Since protocol version 4.</summary>
    AgentReport = 6,
}
