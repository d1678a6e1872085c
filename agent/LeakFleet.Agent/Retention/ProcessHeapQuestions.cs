using LeakFleet.Agent.Retention.Evidence;

namespace LeakFleet.Agent.Retention;

/// <summary>What can be asked of a <see cref="ProcessHeap"/>.</summary>
public static class ProcessHeapQuestions
{
    /// <summary>Why the objects of the types stay alive.</summary>
    /// <param name="isWanted">By full name.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RetentionAnswer Why(this ProcessHeap heap, Predicate<string> isWanted, RetentionOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(heap);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults), nameof(options));
        return heap.Ask(session => new RetentionQuery(session, options).Run(isWanted), RetentionAnswer.Failed, options.MillisecondsMax, cancellation);
    }

    /// <summary>Some objects of the types: where they lie, how large and old they are.</summary>
    /// <param name="withValues">Also what strings say. Never sent anywhere: for a person at the machine.</param>
    public static ObjectList Objects(this ProcessHeap heap, Predicate<string> isWanted, int max, bool withValues, RetentionOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(heap);
        ArgumentNullException.ThrowIfNull(options);
        return heap.Ask(session => new ObjectQuery(session, withValues).List(isWanted, max), trouble => new ObjectList(0, [], trouble), options.MillisecondsMax, cancellation);
    }

    /// <summary>What objects hold, or what holds them, so many steps far.</summary>
    /// <param name="isWanted">By full name; null for the object at <paramref name="address"/>.</param>
    /// <param name="starts">Objects of the types to begin with.</param>
    public static (ObjectGraph? Graph, string? Trouble) Draw(
        this ProcessHeap heap, Predicate<string>? isWanted, ulong address, int depth, int starts, bool isBackward, bool withValues, RetentionOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(heap);
        ArgumentNullException.ThrowIfNull(options);
        return heap.Ask(
            session => new ObjectQuery(session, withValues).Draw(isWanted, address, depth, starts, isBackward, options), trouble => (null, trouble), options.MillisecondsMax, cancellation);
    }

    /// <summary>Handles and finalizer queues, by type.</summary>
    public static RootReport Roots(this ProcessHeap heap, RetentionOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(heap);
        ArgumentNullException.ThrowIfNull(options);
        return heap.Ask(RootQuery.Run, RootReport.Failed, options.MillisecondsMax, cancellation);
    }

    /// <summary>The accumulation point with the number of elements that it has now.</summary>
    public static AccumulationPoint LookAgain(this ProcessHeap heap, AccumulationPoint point, TimeSpan since)
    {
        ArgumentNullException.ThrowIfNull(heap);
        ArgumentNullException.ThrowIfNull(point);
        return point with { ElementsLater = heap.Read(memory => Accumulations.ReadAgain(memory, point.Count)), SecondsBetween = since.TotalSeconds };
    }
}
