namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/agents</c>: connected ones first.</summary>
public sealed record AgentsResponse(DateTimeOffset At, IReadOnlyList<AgentResponse> Agents);
