namespace LeakFleet.Detection;

/// <summary>One process's part in a comparison of replicas.</summary>
/// <param name="Replica">Its identity. Replicas are put in its order first, so that the order in which they reported does not matter.</param>
/// <param name="FromUnixMilliseconds">Since when the process is watched.</param>
/// <param name="Profile">
/// Null where the type was not among the most suspicious: it is then taken not to have moved. Were such replicas left out, every noisy type would be
/// judged by exactly those replicas in which it happened to rise.
/// </param>
public sealed record ReplicaSeries(
    string Replica, long StartedUnixMilliseconds, long FromUnixMilliseconds, long ToUnixMilliseconds, GrowthProfile? Profile);
