namespace LeakFleet.Detection;

/// <summary>
/// The time of all series of one process: at most <see cref="BucketsMax"/> equal stretches that end now. When they run out their width doubles, so that
/// any life fits. They begin at multiples of their width since 1970: those of two processes of one width are the same stretches, and each lies within one of
/// double the width, so that a service can lay its replicas side by side.
/// </summary>
public struct BucketAxis
{
    /// <summary>Between 20 and 40 are in use once the first doubling is past: enough to see a bend in, and each costs two bytes for each type.</summary>
    public const int BucketsMax = 40;

    /// <summary>2^46 ms are two thousand years, and twice that still far from an overflow.</summary>
    private const long WidthMillisecondsMax = 1L << 46;

    /// <summary>Number of the first bucket since 1970.</summary>
    private long _first;

    public BucketAxis(long widthMilliseconds) =>
        WidthMilliseconds = Math.Clamp(widthMilliseconds, 1, WidthMillisecondsMax);

    public int Count { get; private set; }

    public long WidthMilliseconds { get; private set; }

    public readonly long FromUnixMilliseconds => _first * WidthMilliseconds;

    /// <summary>Of the first sample; later than <see cref="FromUnixMilliseconds"/>.</summary>
    public long FirstUnixMilliseconds { get; private set; }

    public long LastUnixMilliseconds { get; private set; }

    /// <summary>Whether a sample of that time is the first after the newest bucket.</summary>
    public readonly bool Closes(long unixMilliseconds) => Count > 0 && unixMilliseconds / WidthMilliseconds >= _first + Count;

    /// <summary>Makes the bucket of that time the newest one. Times before the last are the caller's fault and count as the last.</summary>
    /// <returns>How often the width doubled: bucket i is now bucket <c>(i + offset) &gt;&gt; doublings</c>.</returns>
    public (int Doublings, int Offset) Advance(long unixMilliseconds)
    {
        if (Count == 0)
        {
            _first = unixMilliseconds / WidthMilliseconds;
            (Count, FirstUnixMilliseconds, LastUnixMilliseconds) = (1, unixMilliseconds, unixMilliseconds);
            return (0, 0);
        }

        LastUnixMilliseconds = Math.Max(LastUnixMilliseconds, unixMilliseconds);
        var doublings = 0;
        while (LastUnixMilliseconds / (WidthMilliseconds << doublings) - (_first >> doublings) >= BucketsMax) doublings++;
        var offset = (int)(_first - (_first >> doublings << doublings));
        _first >>= doublings;
        WidthMilliseconds <<= doublings;
        Count = (int)(LastUnixMilliseconds / WidthMilliseconds - _first) + 1;
        return (doublings, offset);
    }

    /// <summary>When a bucket is drawn: at its beginning, the first one at the first sample, and the newest, which is not over, at its newest sample.</summary>
    public readonly long TimeOf(int bucket) =>
        bucket == Count - 1 ? LastUnixMilliseconds
        : bucket == 0 ? Math.Max(FirstUnixMilliseconds, FromUnixMilliseconds)
        : FromUnixMilliseconds + bucket * WidthMilliseconds;

    /// <summary>An axis from what was saved; null when that is none.</summary>
    public static BucketAxis? Restore(long widthMilliseconds, int count, long firstUnixMilliseconds, long lastUnixMilliseconds)
    {
        if (widthMilliseconds is < 1 or > WidthMillisecondsMax || firstUnixMilliseconds < 0 || lastUnixMilliseconds < firstUnixMilliseconds
            || lastUnixMilliseconds > Series.UnixMillisecondsMax) return null;
        var axis = new BucketAxis(widthMilliseconds);
        if (count == 0) return axis;
        axis._first = firstUnixMilliseconds / widthMilliseconds;
        (axis.Count, axis.FirstUnixMilliseconds, axis.LastUnixMilliseconds) = (count, firstUnixMilliseconds, lastUnixMilliseconds);
        return count > 0 && count <= BucketsMax && lastUnixMilliseconds / widthMilliseconds - axis._first + 1 == count ? axis : null;
    }
}
