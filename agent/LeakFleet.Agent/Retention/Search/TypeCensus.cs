using LeakFleet.Agent.Heap;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>How many objects of each type one worker has met.</summary>
internal sealed class TypeCensus
{
    private long[] _counts = new long[1024 * GenerationValues.Length];
    private long[] _bytes = new long[1024 * GenerationValues.Length];

    public void Add(int type, HeapPlace place, ulong size)
    {
        var cell = type * GenerationValues.Length + (int)place;
        if (cell >= _counts.Length)
        {
            Array.Resize(ref _counts, 2 * (cell + 1));
            Array.Resize(ref _bytes, 2 * (cell + 1));
        }
        _counts[cell]++;
        _bytes[cell] += (long)size;
    }

    /// <summary>Counts and bytes of a type.</summary>
    public (GenerationValues Counts, GenerationValues Bytes) Of(int type)
    {
        var i = type * GenerationValues.Length;
        return i >= _counts.Length ? default : (Values(_counts, i), Values(_bytes, i));
    }

    private static GenerationValues Values(long[] values, int i) => new(values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4], values[i + 5]);
}
