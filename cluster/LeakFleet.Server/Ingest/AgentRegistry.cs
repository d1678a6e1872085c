using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>
/// The agents that connected since the server started. One that left stays listed, as its absence is news, until
/// <see cref="ServerOptions.AgentsRememberedMax"/> others left after it.
/// </summary>
internal sealed class AgentRegistry(ServerOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Agent, string Node), AgentEntry> _entries = [];
    private volatile IReadOnlyList<AgentStatus> _elsewhere = [];
    private int _connections;

    /// <summary>Agents of other servers of the fleet, as those told; empty where there is one server.</summary>
    public IReadOnlyList<AgentStatus> Elsewhere
    {
        get => _elsewhere;
        set => _elsewhere = value;
    }

    /// <summary>Takes one of the <see cref="ServerOptions.AgentConnectionsMax"/> places; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _connections) <= options.AgentConnectionsMax) return true;
        Interlocked.Decrement(ref _connections);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _connections);

    public AgentEntry Connect(Hello hello)
    {
        lock (_lock)
        {
            var key = (hello.Agent, hello.Node);
            if (!_entries.TryGetValue(key, out var entry))
            {
                if (_entries.Count >= options.AgentsRememberedMax) ForgetOldest();
                _entries[key] = entry = new AgentEntry(hello.Agent, hello.Node);
            }

            entry.Connect(hello, clock.GetUtcNow());
            return entry;
        }
    }

    /// <summary>Those of this server.</summary>
    public IReadOnlyList<AgentStatus> Here()
    {
        lock (_lock) return [.. _entries.Values.Select(e => e.Status)];
    }

    /// <summary>Connected agents first, then by name.</summary>
    public IReadOnlyList<AgentStatus> List()
    {
        // One that moved to another server is where it is connected, or was last.
        var agents = Here().Concat(_elsewhere).GroupBy(s => (s.Agent, s.Node)).Select(g => g.OrderByDescending(s => s.Connected).ThenByDescending(s => s.ConnectedAt).First());
        return
        [
            .. agents
                .OrderByDescending(s => s.Connected).ThenBy(s => s.Agent, StringComparer.Ordinal).ThenBy(s => s.Node, StringComparer.Ordinal),
        ];
    }

    private void ForgetOldest()
    {
        (string, string)? oldest = null;
        var oldestTicks = long.MaxValue;
        foreach (var (key, entry) in _entries)
        {
            if (entry.Connected || entry.LastSeenTicks >= oldestTicks) continue;
            oldest = key;
            oldestTicks = entry.LastSeenTicks;
        }

        // Connected ones are bounded by the connections: they may exceed what is remembered, and are never forgotten.
        if (oldest is { } found) _entries.Remove(found);
    }
}
