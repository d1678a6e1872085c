using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>A message as rows. Of the places in a heap only survivors remain (all of it where no gen2 collection was), of collections only the last gen2.</summary>
internal static class MessageRows
{
    /// <summary>The process is left to the caller, who knows its name.</summary>
    public static IEnumerable<CorpusRow> Of(Data data) => data.Message switch
    {
        Histogram histogram => OfHistogram(data.UnixMilliseconds, histogram),
        ProcessMemory memory => OfMemory(data.UnixMilliseconds, memory),
        Collections collections => OfCollections(data.UnixMilliseconds, collections),
        ProcessExited => [Measure(data.UnixMilliseconds, Measures.Exited, 1, 0)],
        _ => [],
    };

    private static IEnumerable<CorpusRow> OfHistogram(long t, Histogram histogram)
    {
        var share = Math.Round(histogram.Completeness.Coverage, 6);
        foreach (var type in histogram.Types)
        {
            var (count, bytes) = histogram.AfterGen2 ? (type.Counts.Survivors, type.Bytes.Survivors) : (type.Counts.Total, type.Bytes.Total);
            yield return new CorpusRow("", "", "", -1, t, histogram.AfterGen2, type.Name, type.Assembly, count, bytes, share);
        }

        yield return new CorpusRow("", "", "", -1, t, histogram.AfterGen2, Measures.Fragmentation, "", 0, histogram.Free.Total, share);
    }

    private static IEnumerable<CorpusRow> OfMemory(long t, ProcessMemory memory)
    {
        if (memory.RssAnonymousBytes >= 0) yield return Measure(t, Measures.RssAnonymous, 0, memory.RssAnonymousBytes);
        if (memory.RssFileBytes >= 0) yield return Measure(t, Measures.RssFile, 0, memory.RssFileBytes);
        if (memory.GcCommittedBytes >= 0) yield return Measure(t, Measures.GcCommitted, 0, memory.GcCommittedBytes);
        if (memory.Threads >= 0) yield return Measure(t, Measures.Threads, memory.Threads, 0);
        if (memory.FileDescriptors >= 0) yield return Measure(t, Measures.FileDescriptors, memory.FileDescriptors, 0);
        if (memory.ContainerLimitBytes >= 0) yield return Measure(t, Measures.Limit, 0, memory.ContainerLimitBytes);
        if (memory.ContainerUsageBytes >= 0) yield return Measure(t, Measures.Usage, 0, memory.ContainerUsageBytes);
    }

    private static IEnumerable<CorpusRow> OfCollections(long t, Collections collections)
    {
        Collection? newest = null;
        foreach (var collection in collections.Items)
        {
            if (collection.Generation == 2) newest = collection;
        }

        if (newest is not { } gen2) yield break;
        if (gen2.HandleCount >= 0) yield return Measure(t, Measures.Handles, gen2.HandleCount, 0);
        if (gen2.FinalizerBacklogCount >= 0) yield return Measure(t, Measures.Finalizers, gen2.FinalizerBacklogCount, 0);
        if (gen2.FragmentationBytes >= 0) yield return Measure(t, Measures.Fragmentation, 0, gen2.FragmentationBytes);
        yield return Measure(t, Measures.Pinned, gen2.PinnedCount, 0);
    }

    private static CorpusRow Measure(long t, string name, long count, long bytes) => new("", "", "", -1, t, false, name, "", count, bytes, 1);
}
