using System.Collections.ObjectModel;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>One leak of one service, as it truly is.</summary>
/// <param name="Kind">As <see cref="Fleet.Finding.Kind"/> names it: <c>managed-type</c>, <c>native</c>, <c>fragmentation</c>, <c>threads</c>, <c>handles</c>, <c>file-descriptors</c>,
/// <c>finalizer-backlog</c>, <c>load-contexts</c>, <c>queue</c>.</param>
/// <param name="Types">Names that a finding may carry: the type that leaks first, then what may stand for it. Empty for kinds without a type.</param>
/// <param name="FirstVersion">The first version that leaks, when earlier ones of the service were seen that do not; else empty.</param>
/// <param name="Processes">Those that leak.</param>
/// <param name="StartsUnixMilliseconds">When the first of them begins to.</param>
/// <param name="HeapSharePerHour">Growth per hour as a share of the process's heap at that time; of threads, handles and descriptors, of their usual number.</param>
/// <param name="LimitSharePerDay">Growth per day as a share of the container's limit; 0 without one.</param>
/// <param name="LimitReachedUnixMilliseconds">When the first process truly reaches its limit, or would if it went on; null without a limit.</param>
public sealed record LeakLabel(
    string Kind,
    IReadOnlyList<string> Types,
    string FirstVersion,
    IReadOnlySet<ProcessKey> Processes,
    long StartsUnixMilliseconds,
    double HeapSharePerHour,
    double LimitSharePerDay,
    long? LimitReachedUnixMilliseconds)
{
    /// <summary>
    /// The same for each process: when it reached its limit, or would have if it had gone on. Replicas that begin and end at different times have no one moment.
    /// Empty when not known.
    /// </summary>
    public IReadOnlyDictionary<ProcessKey, long> LimitsReachedUnixMilliseconds { get; init; } = ReadOnlyDictionary<ProcessKey, long>.Empty;

    /// <summary>Smaller ones are labelled, but neither missed nor false when found.</summary>
    public bool MustBeFound => HeapSharePerHour >= 0.005 || LimitSharePerDay >= 0.02;
}
