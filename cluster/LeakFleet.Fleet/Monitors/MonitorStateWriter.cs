using System.Buffers;
using LeakFleet.Detection;
using LeakFleet.Protocol;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>Writes a process monitor's state as one MessagePack array. The order is that of <see cref="MonitorStateReader"/>.</summary>
internal static class MonitorStateWriter
{
    public static void Write(MonitorState state, IBufferWriter<byte> output, int stateBytesTarget)
    {
        var types = ThinnedSeries.Of(state.Types.Types, stateBytesTarget);
        var heap = state.Heap.Samples.ToArray();
        var rss = state.Rss.Samples.ToArray();
        var axis = TimeAxis.Of([heap, rss, .. types.Select(t => t.Bytes), .. types.Select(t => t.Counts)]);

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
        writer.Write((int)state.HeapVerdict);
        writer.WriteArrayHeader(2);
        writer.Write(axis.Count);
        writer.WriteBinary(axis.Pack());
        WriteSeries(writer, axis, heap, state.Heap.BucketWidthMilliseconds);
        WriteSeries(writer, axis, rss, state.Rss.BucketWidthMilliseconds);
        writer.WriteArrayHeader(types.Count);
        foreach (var (type, bytes, counts) in types) WriteType(writer, axis, type, bytes, counts);
        WriteText(writer, state.LeakName);
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
            memory.ContainerLimitBytes, memory.ContainerUsageBytes);
    }

    private static void WriteCollections(MessagePackWriter writer, IReadOnlyList<Collection> collections)
    {
        writer.WriteArrayHeader(collections.Count);
        foreach (var c in collections)
        {
            WriteNumbers(writer, c.Index, c.Generation, c.Reason, c.Kind, c.EndedUnixMilliseconds, c.PauseMicroseconds,
                c.SizeAfter.Gen0, c.SizeAfter.Gen1, c.SizeAfter.Gen2, c.SizeAfter.Large, c.SizeAfter.Pinned, c.SizeAfter.Frozen,
                c.PromotedBytes, c.FragmentationBytes, c.FinalizationPromotedCount, c.PinnedCount);
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

    private static void WriteType(MessagePackWriter writer, TimeAxis axis, TrackedType type, Sample[] bytes, Sample[] counts)
    {
        writer.WriteArrayHeader(10);
        WriteText(writer, type.Key.Name);
        WriteText(writer, type.Key.Assembly);
        WriteNumbers(writer, type.LastBytes, type.LastCount, type.Missed);
        writer.Write((int)type.Persistence.Shown);
        writer.Write(type.Persistence.Looks);
        writer.Write((int)type.Growth.Verdict);
        // Tested anew with the next histogram; only what a finding is made of has to last until then.
        if (type.IsGrowing) WriteGrowth(writer, type.Growth);
        else writer.WriteNil();
        WriteSeries(writer, axis, bytes, type.Bytes.BucketWidthMilliseconds);
        WriteSeries(writer, axis, counts, type.Counts?.BucketWidthMilliseconds ?? 0);
        writer.Write((int)type.Part);
    }

    private static void WriteGrowth(MessagePackWriter writer, GrowthResult growth)
    {
        writer.WriteArrayHeader(6);
        writer.Write(growth.SlopePerHour);
        writer.Write(growth.SlopeLow);
        writer.Write(growth.SlopeHigh);
        writer.Write(growth.PValue);
        writer.Write(growth.GrowthStartedUnixMilliseconds);
        writer.Write(growth.Level);
    }

    private static void WriteSeries(MessagePackWriter writer, TimeAxis axis, Sample[] samples, long bucketWidthMilliseconds)
    {
        var places = new long[samples.Length];
        var values = new long[samples.Length];
        var (place, value) = (-1, 0L);
        for (var i = 0; i < samples.Length; i++)
        {
            // Values are sums of whole bytes or instances, so that nothing is rounded off. One less for the usual step of one.
            var (nextPlace, nextValue) = (axis.PlaceOf(samples[i].UnixMilliseconds), (long)samples[i].Value);
            (places[i], values[i]) = (nextPlace - place - 1, nextValue - value);
            (place, value) = (nextPlace, nextValue);
        }

        writer.WriteArrayHeader(4);
        writer.Write(samples.Length);
        writer.Write(bucketWidthMilliseconds);
        writer.WriteBinary(PackedNumbers.Pack(places));
        writer.WriteBinary(PackedNumbers.Pack(values));
    }

    private static void WriteNumbers(MessagePackWriter writer, params ReadOnlySpan<long> numbers)
    {
        writer.WriteArrayHeader(numbers.Length);
        foreach (var number in numbers) writer.Write(number);
    }

    private static void WriteText(MessagePackWriter writer, string text) =>
        writer.Write(text.AsSpan(0, Math.Min(text.Length, StateFormat.TextCharsMax)));
}
