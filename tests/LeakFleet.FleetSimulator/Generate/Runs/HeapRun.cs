using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The heap of one process as walks see it.</summary>
internal sealed class HeapRun
{
    private const double Gen1Share = 0.5;

    /// <summary>Few instances are a whole number of them; of many it makes no difference.</summary>
    private const double WholeBelow = 1000;

    private readonly ServicePlan _service;
    private readonly ProcessPlan _process;
    private readonly Rng _rng;
    private readonly Noise[] _own;
    private readonly Noise[] _groups;
    private readonly double[] _sizes;
    private readonly double[] _warm;
    private readonly double[] _ownKeep;
    private readonly double[] _ownSpread;
    private readonly double[] _extraCount;
    private readonly double[] _extraBytes;
    private readonly int[] _order;
    private readonly long[] _bytes;
    private readonly long[] _young;
    private long _lastUnixMilliseconds;

    public HeapRun(ServicePlan service, ProcessPlan process, Rng rng)
    {
        (_service, _process, _rng) = (service, process, rng);
        var heap = process.Heap;
        var types = heap.Types.Count;
        _own = new Noise[types];
        _groups = new Noise[heap.GroupHours.Count];
        for (var i = 0; i < types; i++) _own[i].Begin(rng);
        for (var i = 0; i < _groups.Length; i++) _groups[i].Begin(rng);
        // No two replicas hold quite the same.
        _sizes = [.. heap.Types.Select(_ => process.SizeFactor * rng.LogNormal(0.03))];
        _warm = new double[heap.WarmUpHours.Count];
        _ownKeep = new double[heap.NoiseHours.Count];
        _ownSpread = new double[heap.NoiseHours.Count];
        _extraCount = new double[types];
        _extraBytes = new double[types];
        _order = [.. Enumerable.Range(0, types)];
        _bytes = new long[types];
        _young = new long[types];
    }

    /// <summary>What survived, in all, at the last walk.</summary>
    public long SurvivorBytes { get; private set; }

    /// <param name="garbage">Dead objects outside gen0, as a part of those in flight: 0 right after a gen2 collection, growing until the next.</param>
    /// <param name="freeBytes">Free space between objects.</param>
    public Histogram Walk(long t, long collection, bool afterGen2, double garbage, double freeBytes)
    {
        Advance(t);
        var rows = Rows(t, afterGen2, garbage, out var total);
        var partial = _rng.Chance(_service.Sampling.PartialChance) ? _rng.LogUniform(0.003, _service.Sampling.PartialShareMax) : 0;
        var completeness = partial > 0 ? Losses.Take(_rng, rows, partial, total) : Losses.None(_rng, total);
        var large = freeBytes * 0.3;
        var free = new GenerationValues((long)(0.01 * freeBytes), (long)(0.01 * freeBytes), (long)(0.68 * freeBytes), (long)large, 0, 0);
        return new Histogram(collection, afterGen2, 2_000 + total / 2_000, completeness, free, rows);
    }

    private void Advance(long t)
    {
        var hours = (double)(t - _lastUnixMilliseconds) / Clock.Hour;
        _lastUnixMilliseconds = t;
        var heap = _process.Heap;
        for (var k = 0; k < _ownKeep.Length; k++)
        {
            _ownKeep[k] = Noise.Keep(hours, heap.NoiseHours[k]);
            _ownSpread[k] = Math.Sqrt(1 - _ownKeep[k] * _ownKeep[k]);
        }

        for (var i = 0; i < _groups.Length; i++) _groups[i].Step(_rng, Noise.Keep(hours, heap.GroupHours[i]));
        var age = Envelope.AgeHours(_process, t);
        for (var k = 0; k < _warm.Length; k++) _warm[k] = Math.Exp(-age / heap.WarmUpHours[k]);

        Array.Clear(_extraCount);
        Array.Clear(_extraBytes);
        var load = _service.Load.Lasting(t) * _process.LoadFactor;
        foreach (var cache in _service.Caches) Add(cache.Parts, cache.Entries(age, load));
        for (var i = 0; i < _service.Leaks.Count; i++) Add(_service.Leaks[i].Parts, Envelope.Units(_service, _process, i, t));
    }

    private void Add(IReadOnlyList<TypePart> parts, double entries)
    {
        foreach (var part in parts)
        {
            _extraCount[part.Type] += part.Count(entries);
            _extraBytes[part.Type] += part.Bytes(entries);
        }
    }

    private TypeRow[] Rows(long t, bool afterGen2, double garbage, out long total)
    {
        var types = _process.Heap.Types;
        var load = _service.Load.Lasting(t) * _process.LoadFactor;
        var now = _service.Load.Now(t) * _process.LoadFactor;
        var rows = new TypeRow[types.Count];
        var unordered = rows.AsSpan();
        (total, SurvivorBytes) = (0, 0);
        Span<double> counts = types.Count <= 1024 ? stackalloc double[types.Count] : new double[types.Count];
        Span<double> flights = types.Count <= 1024 ? stackalloc double[types.Count] : new double[types.Count];
        for (var i = 0; i < types.Count; i++)
        {
            var type = types[i];
            var noise = _own[i].Step(_rng, _ownKeep[type.Noise], _ownSpread[type.Noise]);
            var usual = type.Count * _sizes[i];
            var live = usual * (1 + type.LoadShare * (load - 1)) * (1 - type.WarmUpShare * _warm[type.WarmUp])
                * (1 + type.NoiseSigma * noise + type.GroupWeight * _process.Heap.GroupSigma * _groups[type.Group].Value);
            if (live < WholeBelow) live = Math.Round(live);
            // In flight, so that they only ever add: at a collection the requests of that moment are alive.
            flights[i] = type.TransientShare > 0 ? usual * type.TransientShare * now * _rng.Exponential() : 0;
            counts[i] = Math.Max(0, live) + _extraCount[i] + flights[i] * (1 + garbage);
            _bytes[i] = (long)((Math.Max(0, live) + flights[i] * (1 + garbage)) * type.BytesEach + _extraBytes[i]);
            // Between collections the youngest generation fills; right after a gen2 it is nearly empty.
            _young[i] = type.IsLarge ? 0 : (long)(flights[i] * (afterGen2 ? 0.05 : 3));
        }

        Sort();
        for (var k = 0; k < _order.Length; k++)
        {
            var i = _order[k];
            unordered[k] = Row(types[i], counts[i], flights[i], _bytes[i], _young[i]);
            SurvivorBytes += unordered[k].Bytes.Survivors;
            total += unordered[k].Bytes.Total;
        }

        return rows;
    }

    private static TypeRow Row(TypeModel type, double count, double flight, long bytes, long young)
    {
        var whole = (long)count;
        if (type.IsLarge) return new TypeRow(type.Name, type.Assembly, new(0, 0, 0, whole, 0, 0), new(0, 0, 0, bytes, 0, 0));
        var middle = Math.Min(whole, (long)(flight * Gen1Share));
        var middleBytes = whole == 0 ? 0 : (long)((double)bytes * middle / whole);
        return new TypeRow(
            type.Name,
            type.Assembly,
            new(young, middle, whole - middle, 0, 0, 0),
            new((long)(young * type.BytesEach), middleBytes, bytes - middleBytes, 0, 0, 0));
    }

    /// <summary>By insertion: from one walk to the next the order hardly changes.</summary>
    private void Sort()
    {
        for (var k = 1; k < _order.Length; k++)
        {
            var item = _order[k];
            var bytes = Total(item);
            var j = k - 1;
            for (; j >= 0 && Total(_order[j]) < bytes; j--) _order[j + 1] = _order[j];
            _order[j + 1] = item;
        }
    }

    private long Total(int type) => _bytes[type] + (long)(_young[type] * _process.Heap.Types[type].BytesEach);
}
