using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The collections of one process, and the batch of those not told yet.</summary>
internal sealed class CollectionRun(ServicePlan service, ProcessPlan process, Rng rng)
{
    private const int AllocationReason = 0;
    private const int LargeReason = 4;
    private const int BackgroundKind = 1;

    private readonly List<Collection> _pending = [];
    private long _ephemeralUntil = Math.Max(process.StartUnixMilliseconds, service.FromUnixMilliseconds);
    private bool _begun;

    public long Index { get; private set; }

    /// <summary>To the next natural gen2: the more is promoted, the sooner; near the limit the runtime collects whenever it can.</summary>
    public long NextGen2(long t, double usedShare)
    {
        var load = Math.Max(0.15, service.Load.Now(t) * process.LoadFactor);
        var hurry = usedShare > 0.9 ? 0.3 : 1;
        return t + Math.Max(Clock.Second, Clock.Minutes(service.Sampling.Gen2Minutes * rng.LogNormal(service.Sampling.Gen2Spread) * hurry / load));
    }

    public void Gen2(long t, double managedBytes, double freeBytes)
    {
        Ephemeral(t, managedBytes);
        Index++;
        _pending.Add(Make(2, rng.Chance(0.4) ? LargeReason : AllocationReason, t, managedBytes, freeBytes));
    }

    /// <summary>All since the last batch.</summary>
    public Collections? Batch(long t, double managedBytes)
    {
        Ephemeral(t, managedBytes);
        if (_pending.Count == 0) return null;
        var batch = new Collections(_pending.ToArray());
        _pending.Clear();
        return batch;
    }

    /// <summary>Nobody listened until then.</summary>
    public void Skip(long t, double managedBytes)
    {
        Ephemeral(t, managedBytes);
        _pending.Clear();
    }

    private void Ephemeral(long t, double managedBytes)
    {
        if (!_begun)
        {
            // Those before the agent came have numbers too.
            Index = (long)((t - process.StartUnixMilliseconds) / (double)Clock.Minute * service.Sampling.EphemeralPerMinute) + 1;
            _begun = true;
        }

        var mean = service.Sampling.EphemeralPerMinute * service.Load.Now(t) * process.LoadFactor * (t - _ephemeralUntil) / Clock.Minute;
        var count = (int)Math.Clamp(Math.Round(mean + Math.Sqrt(mean) * rng.Normal()), 0, WireLimits.CollectionsMax / 4);
        for (var i = 1; i <= count; i++)
        {
            Index++;
            if (_pending.Count >= WireLimits.CollectionsMax - 1) continue;
            var at = _ephemeralUntil + (t - _ephemeralUntil) * i / (count + 1);
            _pending.Add(Make(rng.Chance(0.12) ? 1 : 0, AllocationReason, at, managedBytes, 0));
        }

        _ephemeralUntil = t;
    }

    private Collection Make(int generation, int reason, long t, double managedBytes, double freeBytes)
    {
        var load = service.Load.Lasting(t) * process.LoadFactor;
        var (handles, pinned, backlog) = (service.Memory.Handles + service.Memory.HandlesPerLoad * load, 3 + 5 * load, 0.0);
        for (var i = 0; i < service.Leaks.Count; i++)
        {
            var units = Envelope.Units(service, process, i, t);
            handles += units * service.Leaks[i].Unit.Handles;
            pinned += units * service.Leaks[i].Unit.Pinned;
            backlog += units * service.Leaks[i].Unit.FinalizerBacklog;
        }

        // Finalizers that keep up leave none; what one collection finds is run before the next.
        var found = (long)(load * rng.Exponential() * (generation == 2 ? 40 : 4));
        return new Collection(
            Index,
            generation,
            reason,
            generation == 2 ? BackgroundKind : 0,
            process.Node.ToNodeTime(t),
            (long)(800 * rng.LogNormal(0.6) * (1 + generation)),
            new GenerationValues(0, (long)(0.01 * managedBytes), (long)(0.8 * (managedBytes + freeBytes)), (long)(0.19 * (managedBytes + freeBytes)), 0, 0),
            (long)(managedBytes * (generation == 2 ? 0.95 : 0.004)),
            generation == 2 ? (long)freeBytes : -1,
            found,
            (long)(pinned * (1 + 0.2 * rng.Normal())) is var p && p > 0 ? p : 0,
            (long)Math.Max(0, handles * (1 + 0.01 * rng.Normal())),
            (long)backlog + found);
    }
}
