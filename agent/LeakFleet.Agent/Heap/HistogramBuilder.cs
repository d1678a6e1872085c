using LeakFleet.Protocol;

namespace LeakFleet.Agent.Heap;

/// <summary>Adds up what was found in the regions of one walk.</summary>
internal sealed class HistogramBuilder(WalkTypes types, TypeName?[] names, ulong freeMethodTable)
{
    private readonly long[] _counts = new long[types.All.Count * GenerationValues.Length];
    private readonly long[] _bytes = new long[types.All.Count * GenerationValues.Length];
    private readonly Dictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private int _regionsRead;
    private int _regionsSkipped;
    private long _bytesRead;
    private long _bytesSkipped;

    /// <param name="doubt">Why the region counts as skipped although what was found in it is counted; null when it does not.</param>
    public void Add(in RegionTally tally, string? doubt = null)
    {
        var rows = tally.Worker.Rows;
        var ids = types.IdsOf(tally.Worker);
        var failure = tally.Failure ?? doubt;
        var unknownBytes = 0UL;
        for (var i = tally.Rows.Start.Value; i < tally.Rows.End.Value; i++)
        {
            var row = rows[i];
            var id = ids[row.TypeId];
            if (id == WalkTypes.NoId || (names[id] is null && types.All[id].MethodTable != freeMethodTable))
            {
                failure ??= id == WalkTypes.NoId ? SkipReason.TooManyTypes : SkipReason.UnknownType;
                unknownBytes += row.Bytes;
                continue;
            }
            var cell = id * GenerationValues.Length + (int)tally.Region.Place;
            _counts[cell] += row.Count;
            _bytes[cell] += (long)row.Bytes;
        }
        _bytesRead += (long)(tally.BytesDecoded - unknownBytes);
        if (failure is null) _regionsRead++;
        else Skip(failure, (long)(tally.Region.Length - tally.BytesDecoded + unknownBytes));
    }

    public void Skip(string reason, long bytes)
    {
        _regionsSkipped++;
        _bytesSkipped += bytes;
        _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
    }

    public TypeHistogram Build(int rounds, TimeSpan elapsed)
    {
        var free = default(GenerationValues);
        var counts = new List<TypeCount>(names.Length);
        for (var id = 0; id < names.Length; id++)
        {
            var methodTable = types.All[id].MethodTable;
            if (methodTable == freeMethodTable) free = ValuesOf(_bytes, id);
            else if (names[id] is { } name && ValuesOf(_counts, id) is { Total: > 0 } count)
                counts.Add(new TypeCount(name.Name, name.Assembly, methodTable, count, ValuesOf(_bytes, id)));
        }
        counts.Sort((a, b) => b.Bytes.Total.CompareTo(a.Bytes.Total));
        var completeness = new Completeness(_regionsRead, _regionsSkipped, _bytesRead, _bytesSkipped, _skipped);
        return new TypeHistogram(counts, free, completeness, rounds, elapsed);
    }

    private static GenerationValues ValuesOf(long[] values, int id)
    {
        var i = id * GenerationValues.Length;
        return new GenerationValues(values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4], values[i + 5]);
    }
}
