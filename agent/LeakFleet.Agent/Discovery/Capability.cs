namespace LeakFleet.Agent.Discovery;

/// <summary>What an agent that does not run as root must have, and what it cannot see without.</summary>
internal static class Capability
{
    /// <summary>Environment, root folder, memory map and memory of other users' processes.</summary>
    public const string ReadProcesses = "CAP_SYS_PTRACE";

    /// <summary>Connecting to diagnostic sockets, which only their owner may write to.</summary>
    public const string ConnectSockets = "CAP_DAC_OVERRIDE";
}
