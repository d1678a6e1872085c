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
        var elements = reader.BeginArray(StateFormat.ElementsMin);
        var version = reader.ReadInt32();
        if (version != StateFormat.Version) reader.Fail(StateFormat.VersionFault(version));
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
        state.HeapGrowth = ReadGrowth(ref reader);
        var rss = FloorsFormat.ReadAxis(ref reader);
        state.Rss.Restore(rss, FloorsFormat.Read(ref reader, rss.Count));
        ReadTrend(ref reader, state.Trend);
        state.LeakName = ReadText(ref reader);
        MeasuresFormat.Read(ref reader, state.Measures, state.MeasuresClock);
        if (elements > StateFormat.ElementsMin) state.OutOfMemoryUnixMilliseconds = reader.ReadInt64(-1);
        if (elements > StateFormat.ElementsMin + 1 && RecentFormat.Read(ref reader) is { } recent) state.Trend.RestoreRecent(recent);
        if (elements > StateFormat.ElementsMin + 2) state.Retention.Read(ref reader, key);
        if (elements > StateFormat.ElementsMin + 3) ReadEnd(ref reader, state);
        reader.EndArray(Math.Max(0, elements - StateFormat.Elements));
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

    private static void ReadEnd(ref MessagePackReader reader, MonitorState state)
    {
        Span<long> numbers = stackalloc long[2];
        ReadNumbers(ref reader, numbers);
        (state.ExitedUnixMilliseconds, state.ExitStatus) = (numbers[0], numbers[1]);
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
        Span<long> n = stackalloc long[9];
        ReadNumbers(ref reader, n);
        return new ProcessMemory(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }

    private static void ReadCollections(ref MessagePackReader reader, CollectionRing collections)
    {
        Span<long> n = stackalloc long[18];
        var count = reader.BeginArray(0, CollectionRing.CapacityMax, 19);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            ReadNumbers(ref reader, n);
            var sizeAfter = new GenerationValues(n[6], n[7], n[8], n[9], n[10], n[11]);
            collections.Add(new Collection(n[0], (int)n[1], (int)n[2], (int)n[3], n[4], n[5], sizeAfter, n[12], n[13], n[14], n[15], n[16], n[17]));
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

    private static void ReadTrend(ref MessagePackReader reader, ProcessTrend trend)
    {
        Span<long> numbers = stackalloc long[2];
        var axis = FloorsFormat.ReadAxis(ref reader);
        var heap = FloorsFormat.Read(ref reader, axis.Count);
        ReadNumbers(ref reader, numbers);
        var types = new TypeTrendState[reader.BeginArray(0, ProcessTrend.TypesMax, 8)];
        for (var i = 0; i < types.Length && !reader.Failed; i++) types[i] = ReadType(ref reader, axis.Count, heap);
        reader.EndArray();
        if (!reader.Failed && !trend.Restore(axis, heap, numbers[0], (int)Math.Clamp(numbers[1], 0, int.MaxValue), types)) reader.Fail("series do not fit together");
    }

    private static TypeTrendState ReadType(ref MessagePackReader reader, int buckets, in FloorsState heap)
    {
        Span<long> last = stackalloc long[3];
        reader.BeginArray(8, 8);
        var (name, assembly) = (ReadText(ref reader), ReadText(ref reader));
        ReadNumbers(ref reader, last);
        if (last[0] < 0 || last[1] < 0 || last[2] is < 0 or > ProcessTrend.MissedMax) reader.Fail("a type's size is out of range");
        var shown = ReadVerdict(ref reader);
        var persistence = new Persistence(shown, reader.ReadInt32(0, 1000));
        var part = (LeakPart)reader.ReadInt32(0, (int)LeakPart.Third);
        var floors = FloorsFormat.Read(ref reader, buckets, heap.Cells.Span);
        WatchedTypeState? watched = reader.TryReadNil() ? null : ReadWatched(ref reader);
        reader.EndArray();
        return new TypeTrendState(name, assembly, last[0], last[1], (int)last[2], persistence, part, floors, watched);
    }

    private static WatchedTypeState ReadWatched(ref MessagePackReader reader)
    {
        reader.BeginArray(6, 6);
        var watched = new WatchedTypeState(
            ReadGrowth(ref reader), ReadFinite(ref reader), reader.ReadInt64(0), reader.ReadInt64(0), reader.ReadInt64(0), reader.ReadInt64(0));
        reader.EndArray();
        return watched;
    }

    private static GrowthResult ReadGrowth(ref MessagePackReader reader)
    {
        reader.BeginArray(9, 9);
        var verdict = ReadVerdict(ref reader);
        var (slope, low, high) = (ReadFinite(ref reader), ReadFinite(ref reader), ReadFinite(ref reader));
        var (pValue, started, level) = (ReadFinite(ref reader), reader.ReadInt64(), ReadFinite(ref reader));
        double? ceiling = reader.TryReadNil() ? null : ReadFinite(ref reader);
        var growth = new GrowthResult(verdict, slope, low, high, pValue, started, level, ceiling, ReadFinite(ref reader));
        reader.EndArray();
        return growth;
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
