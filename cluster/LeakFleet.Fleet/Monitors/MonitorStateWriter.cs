using System.Buffers;
using LeakFleet.Detection;
using LeakFleet.Protocol;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>Writes a process monitor's state as one MessagePack array. The order is that of <see cref="MonitorStateReader"/>.</summary>
internal static class MonitorStateWriter
{
    public static void Write(MonitorState state, IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(StateFormat.Elements);
        writer.Write(StateFormat.Version);
        WriteText(writer, state.Key.ToString());
        var (inEarlierEpochs, inEpoch) = state.Order.DroppedParts;
        WriteNumbers(writer, state.Order.Epoch, state.Order.LastSequence, inEarlierEpochs, inEpoch);
        WriteDescription(writer, state.Description);
        writer.Write(state.IsExited);
        WriteText(writer, state.Trouble);
        writer.Write(state.LastSeenUnixMilliseconds);
        writer.Write(state.LastReportUnixMilliseconds);
        WriteMemory(writer, state.Memory);
        WriteCollections(writer, state.Collections.ToList());
        writer.Write(state.Histograms);
        writer.Write(state.PartialHistograms);
        WriteCompleteness(writer, state.LastCompleteness);
        writer.Write(state.LastHeapBytes);
        WriteNumbers(writer, state.HistogramClock.LastUnixMilliseconds, state.HistogramClock.Backward,
            state.MemoryClock.LastUnixMilliseconds, state.MemoryClock.Backward);
        WriteNumbers(writer, state.Source.UsesTotals ? 1 : 0, state.Source.WithoutGen2, state.Source.Gen2Seen);
        WriteGrowth(writer, state.HeapGrowth);
        FloorsFormat.Write(writer, state.Rss.Axis);
        FloorsFormat.Write(writer, state.Rss.Save());
        FloorsFormat.Write(writer, state.Trend.Axis);
        var heap = state.Trend.SaveHeap();
        FloorsFormat.Write(writer, heap);
        WriteNumbers(writer, state.Trend.HeapBytes, state.Trend.Histograms);
        writer.WriteArrayHeader(state.Trend.Count);
        foreach (var type in state.Trend.SaveTypes()) WriteType(writer, type, heap);
        WriteText(writer, state.LeakName);
        MeasuresFormat.Write(writer, state.Measures, state.MeasuresClock);
        writer.Write(state.OutOfMemoryUnixMilliseconds);
        RecentFormat.Write(writer, state.Trend.SaveRecent());
        state.Retention.Write(writer);
        WriteNumbers(writer, state.ExitedUnixMilliseconds, state.ExitStatus);
    }

    private static void WriteDescription(MessagePackWriter writer, ProcessDescription? description)
    {
        if (description is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(7);
        WriteText(writer, description.Service);
        WriteText(writer, description.Version);
        WriteText(writer, description.Runtime);
        WriteText(writer, description.EntryAssembly);
        WriteText(writer, description.CommandLine);
        writer.Write(description.StartedUnixMilliseconds);
        var count = Math.Min(description.Labels.Count, WireLimits.LabelsMax);
        writer.WriteMapHeader(count);
        foreach (var (name, value) in description.Labels.Take(count))
        {
            WriteText(writer, name);
            WriteText(writer, value);
        }
    }

    private static void WriteMemory(MessagePackWriter writer, ProcessMemory? memory)
    {
        if (memory is null) writer.WriteNil();
        else WriteNumbers(writer, memory.RssAnonymousBytes, memory.RssFileBytes, memory.GcCommittedBytes, memory.Threads, memory.FileDescriptors,
            memory.ContainerLimitBytes, memory.ContainerUsageBytes, memory.NodeMemoryBytes, memory.NodeAvailableBytes);
    }

    private static void WriteCollections(MessagePackWriter writer, IReadOnlyList<Collection> collections)
    {
        writer.WriteArrayHeader(collections.Count);
        foreach (var c in collections)
        {
            WriteNumbers(writer, c.Index, c.Generation, c.Reason, c.Kind, c.EndedUnixMilliseconds, c.PauseMicroseconds,
                c.SizeAfter.Gen0, c.SizeAfter.Gen1, c.SizeAfter.Gen2, c.SizeAfter.Large, c.SizeAfter.Pinned, c.SizeAfter.Frozen,
                c.PromotedBytes, c.FragmentationBytes, c.FinalizationPromotedCount, c.PinnedCount, c.HandleCount, c.FinalizerBacklogCount);
        }
    }

    private static void WriteCompleteness(MessagePackWriter writer, Completeness? completeness)
    {
        if (completeness is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(5);
        writer.Write(completeness.RegionsRead);
        writer.Write(completeness.RegionsSkipped);
        writer.Write(completeness.BytesRead);
        writer.Write(completeness.BytesSkipped);
        var count = Math.Min(completeness.Skipped.Count, WireLimits.SkipReasonsMax);
        writer.WriteMapHeader(count);
        foreach (var (reason, regions) in completeness.Skipped.Take(count))
        {
            WriteText(writer, reason);
            writer.Write(regions);
        }
    }

    private static void WriteType(MessagePackWriter writer, in TypeTrendState type, in FloorsState heap)
    {
        writer.WriteArrayHeader(8);
        WriteText(writer, type.Name);
        WriteText(writer, type.Assembly);
        WriteNumbers(writer, type.LastBytes, type.LastCount, type.Missed);
        writer.Write((int)type.Persistence.Shown);
        writer.Write(type.Persistence.Looks);
        writer.Write((int)type.Part);
        FloorsFormat.Write(writer, type.Floors, heap.Cells.Span);
        if (type.Watched is { } watched) WriteWatched(writer, watched);
        else writer.WriteNil();
    }

    private static void WriteWatched(MessagePackWriter writer, in WatchedTypeState watched)
    {
        writer.WriteArrayHeader(6);
        WriteGrowth(writer, watched.Growth);
        writer.Write(watched.InstancesPerHour);
        writer.Write(watched.Bytes);
        writer.Write(watched.Count);
        writer.Write(watched.AnchorBytes);
        writer.Write(watched.AnchorCount);
    }

    private static void WriteGrowth(MessagePackWriter writer, in GrowthResult growth)
    {
        writer.WriteArrayHeader(9);
        writer.Write((int)growth.Verdict);
        writer.Write(growth.SlopePerHour);
        writer.Write(growth.SlopeLow);
        writer.Write(growth.SlopeHigh);
        writer.Write(growth.PValue);
        writer.Write(growth.GrowthStartedUnixMilliseconds);
        writer.Write(growth.Level);
        if (growth.Ceiling is { } ceiling) writer.Write(ceiling);
        else writer.WriteNil();
        writer.Write(growth.MoreHours);
    }

    private static void WriteNumbers(MessagePackWriter writer, params ReadOnlySpan<long> numbers)
    {
        writer.WriteArrayHeader(numbers.Length);
        foreach (var number in numbers) writer.Write(number);
    }

    private static void WriteText(MessagePackWriter writer, string text) =>
        writer.Write(text.AsSpan(0, Math.Min(text.Length, StateFormat.TextCharsMax)));
}
