namespace LeakFleet.Server.Api;

/// <summary>One agent since the server started.</summary>
/// <param name="ConnectedAt">Start of the newest connection.</param>
/// <param name="LastFrameAt">Null before its first message.</param>
/// <param name="FramesRejected">Frames that were not understood; each closed its connection.</param>
/// <param name="ClockBehindMilliseconds">The agent's clock against the server's, when it connected; includes the way between them.</param>
/// <param name="Report">Null for an agent that is too old to tell.</param>
public sealed record AgentResponse(
    string Agent,
    string Node,
    string Version,
    bool Connected,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? LastFrameAt,
    long Frames,
    long FramesRejected,
    long ClockBehindMilliseconds,
    AgentReportResponse? Report);
