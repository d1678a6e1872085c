using LeakFleet.Protocol;

namespace LeakFleet.Agent.Watching;

/// <summary>What the server has asked for and no watcher has taken up yet: the newest question about each process. Thread-safe.</summary>
internal sealed class EvidenceRequests(TimeProvider time)
{
    /// <summary>A server asks about few processes at a time; one that floods is not kept up with.</summary>
    public const int RequestsMax = 64;

    /// <summary>To be begun with: what is begun later could be answered when the server has asked another replica.</summary>
    public static readonly TimeSpan RequestLife = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<ProcessKey, (string Type, long At)> _waiting = [];

    public void Add(EvidenceRequest request)
    {
        lock (_lock)
        {
            foreach (var (process, (_, at)) in _waiting.ToList())
                if (time.GetElapsedTime(at) > RequestLife) _waiting.Remove(process);
            if (request.Type.Length == 0 || (_waiting.Count >= RequestsMax && !_waiting.ContainsKey(request.Process)))
            {
                AgentMetrics.EvidenceRefused.Add(1);
                return;
            }
            _waiting[request.Process] = (request.Type, time.GetTimestamp());
        }
    }

    /// <summary>The type asked about; null when nothing is asked of this process.</summary>
    public string? Peek(ProcessKey process)
    {
        lock (_lock) return _waiting.TryGetValue(process, out var request) && time.GetElapsedTime(request.At) <= RequestLife ? request.Type : null;
    }

    /// <summary>It is answered; a question about another type, which came meanwhile, is not.</summary>
    public void Remove(ProcessKey process, string type)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(process, out var request) && request.Type == type) _waiting.Remove(process);
        }
    }
}
