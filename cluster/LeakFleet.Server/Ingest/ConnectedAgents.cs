namespace LeakFleet.Server.Ingest;

/// <summary>The agents of a fleet with several servers: those of this one, and those that the others told of.</summary>
public sealed class ConnectedAgents
{
    private readonly AgentRegistry _registry;

    internal ConnectedAgents(AgentRegistry registry) => _registry = registry;

    public IReadOnlyList<AgentStatus> Here => _registry.Here();

    public IReadOnlyList<AgentStatus> Elsewhere
    {
        get => _registry.Elsewhere;
        set => _registry.Elsewhere = value;
    }
}
