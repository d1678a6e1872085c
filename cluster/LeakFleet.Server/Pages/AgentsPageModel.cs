using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Pages;

/// <summary>The page of the agents.</summary>
/// <param name="Nodes">What agents see, by node.</param>
public sealed record AgentsPageModel(PageFrame Frame, IReadOnlyList<AgentStatus> Agents, IReadOnlyList<NodeCoverage> Nodes);
