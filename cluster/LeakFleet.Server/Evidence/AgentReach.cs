using System.Collections.Concurrent;
using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Evidence;

/// <summary>By which of this server's connections the agent of a process can be asked: the one that spoke of it last.</summary>
internal sealed class AgentReach
{
    private readonly ConcurrentDictionary<ProcessKey, AgentConnection> _connections = new();

    public void Note(ProcessKey process, AgentConnection connection) => _connections[process] = connection;

    public void Forget(IEnumerable<ProcessKey> processes, AgentConnection connection)
    {
        // A later connection of the same agent may have spoken of it already.
        foreach (var process in processes) _connections.TryRemove(KeyValuePair.Create(process, connection));
    }

    public bool CanAsk(ProcessKey process) => _connections.TryGetValue(process, out var connection) && connection.CanAsk;

    /// <summary>False when no connection of this server reaches the agent of the process, or its agent is too old to be asked.</summary>
    public bool TryAsk(EvidenceRequest request) => _connections.TryGetValue(request.Process, out var connection) && connection.TryAsk(request);
}
