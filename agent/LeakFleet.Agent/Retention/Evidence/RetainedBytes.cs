using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>
/// Estimates what would go if the objects of a type went: themselves, and what they hold and nobody else. Who else holds it a walk downwards cannot tell for
/// certain; what two samples reach, what lies on the way from a root, and what cannot be collected is left out.
/// </summary>
internal static class RetainedBytes
{
    private const int SamplesMax = 32;
    private const int ObjectsPerSampleMax = 256;
    private const int DepthMax = 4;

    /// <summary>Of all samples together: large arrays hold many.</summary>
    private const int ReachedMax = 20_000;
    private const int ContentBytesMax = 64 * 1024;

    public static long Estimate(
        HeapSession session, ReferenceGraph graph, IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> found, TypeDirectory types, long count, long bytes)
    {
        var reached = new Dictionary<ulong, (int Sample, ulong Bytes)>();
        var samples = found.Take(SamplesMax).Select(path => path.Path.Sample).ToList();
        for (var i = 0; i < samples.Count; i++) Follow(session, graph, types, samples[i], i, reached);
        const int Shared = -1;
        var held = reached.Values.Where(one => one.Sample != Shared).Aggregate(0UL, (sum, one) => sum + one.Bytes);
        return samples.Count == 0 ? bytes : bytes + (long)(held / (double)samples.Count * count);
    }

    private static void Follow(HeapSession session, ReferenceGraph graph, TypeDirectory types, ulong start, int sample, Dictionary<ulong, (int Sample, ulong Bytes)> reached)
    {
        var pending = new Queue<(ulong Address, int Depth)>([(start, 0)]);
        for (var seen = 0; seen < ObjectsPerSampleMax && pending.TryDequeue(out var next); seen++)
        {
            foreach (var target in ObjectContent.Targets(session.Memory, next.Address, ContentBytesMax))
            {
                if (reached.Count >= ReachedMax || session.IsOver) return;
                if (graph.Index.Find(target) >= 0 || session.PlaceOf(target) is not { } place || place == HeapPlace.Frozen) continue;
                if (reached.TryGetValue(target, out var known))
                {
                    if (known.Sample != sample) reached[target] = (-1, 0);
                    continue;
                }
                // A type that the scan did not meet is no object's.
                if (ObjectContent.Header(session.Memory, target) is not { } found || types.Of(found.MethodTable) is null) continue;
                reached[target] = (sample, found.Bytes);
                if (next.Depth + 1 < DepthMax) pending.Enqueue((target, next.Depth + 1));
            }
        }
    }
}
