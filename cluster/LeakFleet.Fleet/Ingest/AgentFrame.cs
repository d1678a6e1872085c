using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>One message about a process as it came from an agent: routed by its envelope, decoded by whoever holds the process.</summary>
/// <param name="Connection">Which connection of an agent it came by; never 0, never used again.</param>
/// <param name="IsFirst">The first of this process on that connection: the agent begins it with everything that is not acked yet.</param>
/// <param name="Bytes">The whole frame. Valid until the call that it was given to has ended.</param>
public readonly record struct AgentFrame(long Connection, bool IsFirst, DataEnvelope Envelope, ReadOnlyMemory<byte> Bytes);
