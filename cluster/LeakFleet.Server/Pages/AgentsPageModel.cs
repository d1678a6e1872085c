using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Pages;

/// <summary>The page of the agents.</summary>
/// <param name="Nodes">What agents see, by node.</param>
/// <param name="CoverageFault">Why it is not known at the moment what agents see; empty when it is.</param>
/// <param name="StoreFault">Why what agents send is not written at the moment; empty when it is.</param>
public sealed record AgentsPageModel(PageFrame Frame, IReadOnlyList<AgentStatus> Agents, IReadOnlyList<NodeCoverage> Nodes, string CoverageFault, string StoreFault);
