using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>What agents see of one node: every process they found, how many have their types counted, and what stands in the way.</summary>
/// <param name="Counted">Processes with a histogram of their heap.</param>
/// <param name="Dropped">Messages that were dropped because an outbox was full.</param>
/// <param name="Troubles">Reasons why less is seen than should be, with how many processes have each; most frequent first.</param>
public sealed record NodeCoverage(string Node, int Processes, int Counted, long Dropped, IReadOnlyList<(string Text, int Count)> Troubles, long LastSeenUnixMilliseconds)
{
    private const int TroublesMax = 4;

    public static IReadOnlyList<NodeCoverage> Of(IEnumerable<ProcessSummary> processes) =>
    [
        .. processes.Where(p => !p.Exited).GroupBy(p => p.Key.Node, StringComparer.Ordinal).Select(node => new NodeCoverage(
                node.Key, node.Count(), node.Count(p => p.Histograms > 0), node.Sum(p => p.DroppedMessages),
                [.. node.Where(p => p.Trouble.Length > 0).GroupBy(p => p.Trouble, StringComparer.Ordinal).Select(t => (t.Key, t.Count())).OrderByDescending(t => t.Item2).Take(TroublesMax)],
                node.Max(p => p.LastSeenUnixMilliseconds)))
            .OrderBy(n => (double)n.Counted / n.Processes).ThenByDescending(n => n.Dropped).ThenBy(n => n.Node, StringComparer.Ordinal),
    ];
}
