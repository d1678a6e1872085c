using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>Which figures of which message are which measure.</summary>
internal static class MeasureIntake
{
    private const int SecondGeneration = 2;

    public static void Take(ProcessMeasures measures, ProcessMessage message, long unixMilliseconds)
    {
        switch (message)
        {
            case ProcessMemory memory:
                TakeMemory(measures, memory, unixMilliseconds);
                break;
            case Collections collections:
                foreach (var collection in collections.Items) TakeCollection(measures, collection, unixMilliseconds);
                break;
            case Histogram { AfterGen2: true, Completeness.IsComplete: true } histogram:
                measures.Observe(Measure.LoadContexts, unixMilliseconds, LoadContextTypes.Count(histogram));
                break;
        }
    }

    private static void TakeMemory(ProcessMeasures measures, ProcessMemory memory, long unixMilliseconds)
    {
        measures.Observe(Measure.Threads, unixMilliseconds, memory.Threads);
        measures.Observe(Measure.FileDescriptors, unixMilliseconds, memory.FileDescriptors);
        if (LimitForecast.LimitBytes(memory) is >= 0 and var limit && LimitForecast.UsedBytes(memory) is >= 0 and var used)
            measures.Observe(Measure.HeadroomBytes, unixMilliseconds, Math.Max(0, limit - used));
        measures.Observe(Measure.CommittedBytes, unixMilliseconds, memory.GcCommittedBytes);
        // What is committed and was never touched is not resident: then nothing is known of the rest. Taken for 0 it would be a series without noise.
        if (memory.GcCommittedBytes > 0 && memory.RssAnonymousBytes > memory.GcCommittedBytes)
            measures.Observe(Measure.NativeBytes, unixMilliseconds, memory.RssAnonymousBytes - memory.GcCommittedBytes);
    }

    private static void TakeCollection(ProcessMeasures measures, in Collection collection, long unixMilliseconds)
    {
        measures.Observe(Measure.CollectionIndex, unixMilliseconds, collection.Index);
        measures.Observe(Measure.Handles, unixMilliseconds, collection.HandleCount);
        measures.Observe(Measure.FinalizerBacklog, unixMilliseconds, collection.FinalizerBacklogCount);
        // A younger collection looks at part of the heap only.
        if (collection.Generation != SecondGeneration) return;
        measures.Observe(Measure.FragmentationBytes, unixMilliseconds, collection.FragmentationBytes);
        if (collection.FragmentationBytes >= 0)
            measures.Observe(Measure.LiveBytes, unixMilliseconds, Math.Max(0, collection.SizeAfter.Gen2 + collection.SizeAfter.Large - collection.FragmentationBytes));
        measures.Observe(Measure.Pinned, unixMilliseconds, collection.PinnedCount);
    }
}
