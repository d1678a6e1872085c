using LeakFleet.Detection;
using LeakFleet.Protocol;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>
/// Reads what <see cref="MonitorStateWriter"/> wrote. The bytes come from a disk or a database: whatever they are, the outcome is a state within its
/// bounds or a fault.
/// </summary>
internal static class MonitorStateReader
{
    public static MonitorState? Read(ProcessKey key, ReadOnlySpan<byte> bytes, FleetOptions options, out string? fault)
    {
        var reader = new MessagePackReader(bytes);
        var state = new MonitorState(key, options);
        var elements = reader.BeginArray(StateFormat.Elements);
        var version = reader.ReadInt32();
        if (version != StateFormat.Version) reader.Fail($"state version {version}, this server reads {StateFormat.Version}");
        if (reader.ReadString(StateFormat.TextBytesMax) != key.ToString()) reader.Fail("state of another process");
        ReadOrder(ref reader, state.Order);
        state.Description = ReadDescription(ref reader);
        state.IsExited = reader.ReadBoolean();
        state.Trouble = ReadText(ref reader);
        state.LastSeenUnixMilliseconds = reader.ReadInt64();
        state.LastReportUnixMilliseconds = reader.ReadInt64();
        state.Memory = ReadMemory(ref reader);
        ReadCollections(ref reader, state.Collections);
        state.Histograms = reader.ReadInt32(0);
        state.PartialHistograms = reader.ReadInt32(0);
        state.LastCompleteness = ReadCompleteness(ref reader);
        state.LastHeapBytes = reader.ReadInt64(-1);
        ReadClocks(ref reader, state);
        ReadSource(ref reader, state.Source);
        state.HeapVerdict = ReadVerdict(ref reader);
        var axis = ReadAxis(ref reader);
        state.Heap = ReadSeries(ref reader, axis, state.Heap.Capacity);
        state.Rss = ReadSeries(ref reader, axis, state.Rss.Capacity);
        var types = reader.BeginArray(0, TypeTable.TypesMax, 10);
        for (var i = 0; i < types && !reader.Failed; i++) state.Types.Restore(ReadType(ref reader, axis, options.Detection));
        reader.EndArray();
        state.LeakName = ReadText(ref reader);
        reader.EndArray(elements - StateFormat.Elements);
        reader.End();
        fault = reader.Fault;
        return reader.Failed ? null : state;
    }

    private static void ReadOrder(ref MessagePackReader reader, MessageOrder order)
    {
        Span<long> numbers = stackalloc long[4];
        ReadNumbers(ref reader, numbers);
        // Half of the range each: their sum must not overflow.
        if (numbers[2] is < 0 or > long.MaxValue / 2 || numbers[3] is < 0 or > long.MaxValue / 2)
            reader.Fail("a count of dropped messages is out of range");
        order.Restore(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static ProcessDescription? ReadDescription(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return null;
        reader.BeginArray(7, 7);
        var (service, version, runtime) = (ReadText(ref reader), ReadText(ref reader), ReadText(ref reader));
        var (entryAssembly, commandLine, started) = (ReadText(ref reader), ReadText(ref reader), reader.ReadInt64());
        var count = reader.BeginMap(WireLimits.LabelsMax);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var name = ReadText(ref reader);
            labels[name] = ReadText(ref reader);
        }

        reader.EndMap();
        reader.EndArray();
        return new ProcessDescription(service, version, runtime, entryAssembly, commandLine, started, labels);
    }

    private static ProcessMemory? ReadMemory(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return null;
        Span<long> n = stackalloc long[7];
        ReadNumbers(ref reader, n);
        return new ProcessMemory(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }

    private static void ReadCollections(ref MessagePackReader reader, CollectionRing collections)
    {
        Span<long> n = stackalloc long[16];
        var count = reader.BeginArray(0, CollectionRing.CapacityMax, 17);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            ReadNumbers(ref reader, n);
            var sizeAfter = new GenerationValues(n[6], n[7], n[8], n[9], n[10], n[11]);
            collections.Add(new Collection(n[0], (int)n[1], (int)n[2], (int)n[3], n[4], n[5], sizeAfter, n[12], n[13], n[14], n[15]));
        }

        reader.EndArray();
    }

    private static Completeness? ReadCompleteness(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return null;
        reader.BeginArray(5, 5);
        var (regionsRead, regionsSkipped) = (reader.ReadInt32(), reader.ReadInt32());
        var (bytesRead, bytesSkipped) = (reader.ReadInt64(), reader.ReadInt64());
        var count = reader.BeginMap(WireLimits.SkipReasonsMax);
        var skipped = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var reason = ReadText(ref reader);
            skipped[reason] = reader.ReadInt32();
        }

        reader.EndMap();
        reader.EndArray();
        return new Completeness(regionsRead, regionsSkipped, bytesRead, bytesSkipped, skipped);
    }

    private static void ReadClocks(ref MessagePackReader reader, MonitorState state)
    {
        Span<long> numbers = stackalloc long[4];
        ReadNumbers(ref reader, numbers);
        state.HistogramClock.Restore(numbers[0], (int)Math.Clamp(numbers[1], 0, SampleClock.BackwardMax));
        state.MemoryClock.Restore(numbers[2], (int)Math.Clamp(numbers[3], 0, SampleClock.BackwardMax));
    }

    private static void ReadSource(ref MessagePackReader reader, SurvivorSource source)
    {
        Span<long> numbers = stackalloc long[3];
        ReadNumbers(ref reader, numbers);
        source.Restore(numbers[0] != 0, (int)Math.Clamp(numbers[1], 0, int.MaxValue - 1), (int)Math.Clamp(numbers[2], 0, SurvivorSource.Gen2ToReturn));
    }

    private static TrackedType ReadType(ref MessagePackReader reader, TimeAxis axis, DetectionOptions options)
    {
        Span<long> last = stackalloc long[3];
        reader.BeginArray(10, 10);
        var name = ReadText(ref reader);
        var type = new TrackedType(new TypeKey(name, ReadText(ref reader)), options);
        ReadNumbers(ref reader, last);
        if (last[0] < 0 || last[1] < 0 || last[2] is < 0 or > TrackedType.MissedMax) reader.Fail("a type's size is out of range");
        var shown = ReadVerdict(ref reader);
        type.Persistence = new Persistence(shown, reader.ReadInt32(0, 1000));
        type.Growth = ReadGrowth(ref reader, ReadVerdict(ref reader));
        var bytes = ReadSeries(ref reader, axis, options.SeriesCapacity, options.QuietSeriesCapacity);
        var counts = ReadSeries(ref reader, axis, Series.CapacityMin);
        type.Part = (LeakPart)reader.ReadInt32(0, (int)LeakPart.Namesake);
        type.Restore(bytes, counts.Count == 0 ? null : counts, last[0], last[1], (int)last[2]);
        reader.EndArray();
        return type;
    }

    private static GrowthResult ReadGrowth(ref MessagePackReader reader, Verdict verdict)
    {
        if (reader.TryReadNil()) return new GrowthResult(verdict, 0, 0, 0, 1, 0, 0);
        reader.BeginArray(6, 6);
        var (slope, low, high) = (ReadFinite(ref reader), ReadFinite(ref reader), ReadFinite(ref reader));
        var result = new GrowthResult(verdict, slope, low, high, ReadFinite(ref reader), reader.ReadInt64(), ReadFinite(ref reader));
        reader.EndArray();
        return result;
    }

    private static TimeAxis ReadAxis(ref MessagePackReader reader)
    {
        reader.BeginArray(2, 2);
        var count = reader.ReadInt32(0, TimeAxis.TimesMax);
        var packed = reader.ReadBinary(StateFormat.PackedBytesMax);
        var axis = reader.Failed ? null : TimeAxis.Unpack(packed, count);
        if (axis is null) reader.Fail("times are not readable");
        reader.EndArray();
        return axis ?? new TimeAxis([]);
    }

    private static Series ReadSeries(ref MessagePackReader reader, TimeAxis axis, int capacity, int capacityMin = int.MaxValue)
    {
        reader.BeginArray(4, 4);
        var count = reader.ReadInt32(0, Series.CapacityMax);
        var bucketWidth = reader.ReadInt64(0);
        var places = new long[count];
        var values = new long[count];
        if (!PackedNumbers.TryUnpack(reader.ReadBinary(StateFormat.PackedBytesMax), places)
            || !PackedNumbers.TryUnpack(reader.ReadBinary(StateFormat.PackedBytesMax), values)) reader.Fail("a series is not readable");
        var samples = new Sample[count];
        var (place, value) = (-1L, 0L);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            place += places[i] + 1;
            value += values[i];
            if (place < 0 || place >= axis.Count) reader.Fail("a series names a time that is not there");
            else samples[i] = new Sample(axis.TimeAt((int)place), value);
        }

        reader.EndArray();
        // What was followed closely, and is not written thinned, goes on being so; the rest when it moves again.
        if (count <= capacityMin && capacityMin < capacity) capacity = capacityMin;
        return reader.Failed ? new Series(capacity) : Series.From(samples, capacity, bucketWidth);
    }

    private static Verdict ReadVerdict(ref MessagePackReader reader) => (Verdict)reader.ReadInt32(0, (int)Verdict.Leak);

    private static double ReadFinite(ref MessagePackReader reader)
    {
        var value = reader.ReadDouble();
        if (!double.IsFinite(value)) reader.Fail("a number is not finite");
        return double.IsFinite(value) ? value : 0;
    }

    private static void ReadNumbers(ref MessagePackReader reader, scoped Span<long> numbers)
    {
        reader.BeginArray(numbers.Length, numbers.Length);
        foreach (ref var number in numbers) number = reader.ReadInt64();
        reader.EndArray();
    }

    private static string ReadText(ref MessagePackReader reader) => reader.ReadString(StateFormat.TextBytesMax);
}
