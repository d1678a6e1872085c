namespace LeakFleet.Agent.Discovery;

/// <param name="ProcessesMax">Watched at the same time; further ones wait until another exits, and are counted.</param>
/// <param name="PidsMax">Pids looked at in one scan; more of them mean a runaway node, and are left out.</param>
/// <param name="Pids">Only these; all when null or empty.</param>
internal sealed record DiscoveryOptions(
    int OwnPid, bool WatchSelf = false, int ProcessesMax = 500, int PidsMax = 65_536, IReadOnlyCollection<int>? Pids = null);
