using LeakFleet.Protocol;

namespace LeakFleet.Server.Ingest;

/// <summary>The counters of one agent over all its connections. Written by connection loops, read by queries: every field on its own, no lock.</summary>
internal sealed class AgentEntry(string agent, string node)
{
    private volatile string _version = "";
    private volatile AgentReport? _report;
    private int _connections;
    private long _connectedTicks;
    private long _lastFrameTicks;
    private long _frames;
    private long _framesRejected;
    private long _clockBehindMilliseconds;

    public bool Connected => Volatile.Read(ref _connections) > 0;

    public long LastSeenTicks => Math.Max(Volatile.Read(ref _connectedTicks), Volatile.Read(ref _lastFrameTicks));

    public AgentStatus Status
    {
        get
        {
            var lastFrameTicks = Volatile.Read(ref _lastFrameTicks);
            return new AgentStatus(
                agent, node, _version, Connected, new DateTimeOffset(Volatile.Read(ref _connectedTicks), TimeSpan.Zero),
                lastFrameTicks == 0 ? null : new DateTimeOffset(lastFrameTicks, TimeSpan.Zero),
                Volatile.Read(ref _frames), Volatile.Read(ref _framesRejected), Volatile.Read(ref _clockBehindMilliseconds), _report);
        }
    }

    public void Connect(Hello hello, DateTimeOffset now)
    {
        _version = hello.AgentVersion;
        Volatile.Write(ref _connectedTicks, now.UtcTicks);
        // Wraps for an absurd clock instead of throwing: it is the agent's number.
        Volatile.Write(ref _clockBehindMilliseconds, unchecked(now.ToUnixTimeMilliseconds() - hello.SentUnixMilliseconds));
        Interlocked.Increment(ref _connections);
    }

    public void Disconnect() => Interlocked.Decrement(ref _connections);

    public void CountFrame(DateTimeOffset now)
    {
        Interlocked.Increment(ref _frames);
        Volatile.Write(ref _lastFrameTicks, now.UtcTicks);
    }

    public void Take(AgentReport report) => _report = report;

    /// <summary>Counts a frame that was refused; true for the first one ever, the one worth a warning.</summary>
    public bool CountRejected() => Interlocked.Increment(ref _framesRejected) == 1;
}
