using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// All times that occur in the series of one process, rising. The series of one process are sampled together, so that each of them can name its
/// times by place, most often the next: one byte where a time takes three or more.
/// </summary>
internal sealed class TimeAxis(long[] times)
{
    /// <summary>Far above what a few hundred series that were sampled together and thinned in their own ways can differ by.</summary>
    public const int TimesMax = 1 << 18;

    public int Count => times.Length;

    public static TimeAxis Of(IEnumerable<Sample[]> series)
    {
        var distinct = new HashSet<long>();
        foreach (var samples in series)
            foreach (var sample in samples) distinct.Add(sample.UnixMilliseconds);
        var times = distinct.ToArray();
        Array.Sort(times);
        return new TimeAxis(times);
    }

    public byte[] Pack()
    {
        // Differences of differences: an interval that is kept needs one byte for each time, whatever its length.
        var packed = new long[times.Length];
        for (var i = 0; i < times.Length; i++)
            packed[i] = i switch { 0 => times[0], 1 => times[1] - times[0], _ => times[i] - 2 * times[i - 1] + times[i - 2] };
        return PackedNumbers.Pack(packed);
    }

    public static TimeAxis? Unpack(ReadOnlySpan<byte> packed, int count)
    {
        var times = new long[count];
        if (!PackedNumbers.TryUnpack(packed, times)) return null;
        for (var i = 1; i < count; i++)
        {
            if (i > 1) times[i] += times[i - 1] - times[i - 2];
            times[i] += times[i - 1];
        }

        return new TimeAxis(times);
    }

    public int PlaceOf(long time) => Array.BinarySearch(times, time);

    public long TimeAt(int place) => times[place];
}
