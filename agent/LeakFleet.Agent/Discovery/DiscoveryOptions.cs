namespace LeakFleet.Agent.Discovery;

/// <param name="ProcessesMax">Watched at the same time; further ones wait until another exits, and are counted.</param>
/// <param name="PidsMax">Pids looked at in one scan; more of them mean a runaway node, and are left out.</param>
internal sealed record DiscoveryOptions(int OwnPid, bool WatchSelf = false, int ProcessesMax = 500, int PidsMax = 65_536);
