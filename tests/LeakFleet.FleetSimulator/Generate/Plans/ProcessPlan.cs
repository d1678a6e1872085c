using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>One process of a service: all that is settled about it before its messages are made.</summary>
/// <param name="Slot">Which replica it is an incarnation of.</param>
/// <param name="StartUnixMilliseconds">May lie before the window.</param>
/// <param name="EndUnixMilliseconds">The end of the window for one that outlives it.</param>
/// <param name="EndsAtLimit">The kernel kills it for lack of memory.</param>
/// <param name="LoadFactor">Its part of the load: no balancer is quite fair.</param>
/// <param name="LeaksFrom">When it begins to leak, for each leak of the service; <see cref="long.MaxValue"/> where it does not.</param>
internal sealed record ProcessPlan(
    int Slot,
    int Version,
    ProcessKey Key,
    ProcessDescription Description,
    HeapModel Heap,
    long StartUnixMilliseconds,
    long EndUnixMilliseconds,
    bool Exits,
    bool EndsAtLimit,
    double LoadFactor,
    double SizeFactor,
    NodePlan Node,
    IReadOnlyList<long> LeaksFrom,
    ulong Seed);
