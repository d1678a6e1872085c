namespace LeakFleet.Detection;

/// <summary>Whether what holds a growing type is a queue: then its consumer is slower than its producer, and nobody forgot to remove anything.</summary>
public static class QueueTypes
{
    /// <summary>Types that exist only as the inside of a queue, or as an entry of one.</summary>
    private static readonly string[] Prefixes =
    [
        "System.Collections.Concurrent.ConcurrentQueueSegment<", "System.Collections.Concurrent.ConcurrentQueue<",
        "System.Collections.Concurrent.SingleProducerSingleConsumerQueue<", "System.Threading.Channels.", "System.Collections.Generic.Queue<",
        "System.Collections.Concurrent.BlockingCollection<", "System.Collections.Generic.PriorityQueue<", "System.Collections.Generic.Deque<",
        "System.Threading.Tasks.Dataflow.", "System.Threading.ThreadPoolWorkQueue",
    ];

    /// <summary>Work items of the thread pool wait in its queue and nowhere else.</summary>
    private static readonly string[] WorkItems = ["System.Threading.QueueUserWorkItemCallback", "System.Threading.ThreadPool+"];

    /// <summary>The growing queue that holds the type which names a leak; null when there is none.</summary>
    /// <param name="types">All types that grow.</param>
    public static string? QueueOf(string leading, IEnumerable<Candidate> types)
    {
        string? workItem = null;
        foreach (var type in types)
        {
            if (IsQueue(type.Type) && (TypeName.ApplicationArgument(type.Type) is not { } held || held == TypeName.Plain(leading))) return type.Type;
            if (WorkItems.Any(item => type.Type.StartsWith(item, StringComparison.Ordinal))) workItem ??= type.Type;
        }

        return workItem;
    }

    private static bool IsQueue(string type)
    {
        foreach (var prefix in Prefixes)
            if (type.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }
}
