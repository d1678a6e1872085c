namespace LeakFleet.Protocol;

/// <summary>One WebSocket message, in either direction.</summary>
public abstract record Frame;

/// <summary>First frame of every connection, from the agent.</summary>
/// <param name="SentUnixMilliseconds">The agent's clock, so that the server can tell how far apart the two are.</param>
public sealed record Hello(int ProtocolVersion, string Agent, string Node, string AgentVersion, long SentUnixMilliseconds) : Frame;

/// <summary>The server's answer to <see cref="Hello"/>; the agent ships nothing before it.</summary>
public sealed record Welcome(int ProtocolVersion, string ServerVersion) : Frame;

/// <summary>Everything up to and including <paramref name="Sequence"/> of that process is persisted: the agent may forget it.</summary>
/// <param name="Epoch">The agent run that numbered it.</param>
public sealed record Ack(ProcessKey Process, long Epoch, long Sequence) : Frame;

/// <summary>From the server, since protocol version 3: find out why the objects of a type stay alive, within the agent's own budget. The answer, if any, is a <see cref="RetentionFound"/>.</summary>
/// <param name="Type">By its full name.</param>
public sealed record EvidenceRequest(ProcessKey Process, string Type) : Frame;

/// <summary>One message about one process, numbered without gaps within an epoch.</summary>
/// <param name="Epoch">Start of the agent run that numbers it (milliseconds since the boot in the key): a restarted agent counts from 1 in a later epoch.</param>
/// <param name="Sequence">1, 2, 3, … for each process and epoch.</param>
/// <param name="Dropped">How many messages of this process the outbox has dropped in this epoch so far: a gap is visible as a gap.</param>
/// <param name="UnixMilliseconds">When it was observed.</param>
public sealed record Data(ProcessKey Process, long Epoch, long Sequence, long Dropped, long UnixMilliseconds, ProcessMessage Message) : Frame;
