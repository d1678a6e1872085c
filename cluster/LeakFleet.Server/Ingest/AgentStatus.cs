using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>What is known of one agent at one moment.</summary>
/// <param name="ConnectedAt">Start of the newest connection.</param>
/// <param name="ClockBehindMilliseconds">Server's clock minus the agent's when it connected; includes the way between them.</param>
/// <param name="Report">How it was doing when it last told; null for an agent that does not.</param>
public sealed record AgentStatus(
    string Agent,
    string Node,
    string Version,
    bool Connected,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? LastFrameAt,
    long Frames,
    long FramesRejected,
    long ClockBehindMilliseconds,
    AgentReport? Report);
