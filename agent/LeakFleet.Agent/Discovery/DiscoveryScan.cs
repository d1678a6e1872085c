using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Discovery;

/// <summary>What one scan found new.</summary>
/// <param name="Denied">Processes that may not be read, each told once in its life.</param>
/// <param name="OverLimit">.NET processes left out for now because as many as allowed are watched.</param>
internal sealed record DiscoveryScan(
    IReadOnlyList<ProcessInstance> Started, IReadOnlyList<ProcessInstance> Exited, IReadOnlyList<DeniedProcess> Denied, int OverLimit);

/// <param name="Name">The kernel's name of the process.</param>
internal readonly record struct DeniedProcess(ProcessInstance Instance, string Name, string Reason);
