namespace LeakFleet.Detection;

/// <summary>
/// A bounded series of samples: the newest quarter of the capacity as they came, older ones merged into buckets of equal
/// time that keep their floor (the smallest value and when it occurred). When the buckets run out their width doubles,
/// so any span fits into a constant size.
/// </summary>
/// <remarks>
/// The floor and not the mean: what a collection could not free is what leaks, and garbage not yet collected only ever adds.
/// A mean mixes the two and moves with the allocation rate; a floor does not.
/// Buckets are aligned to absolute time, so the state is nothing but the samples and one width.
/// </remarks>
public sealed class Series
{
    public const int CapacityMin = 48;
    public const int CapacityMax = 4096;

    /// <summary>Year 9999: a timestamp beyond it is damage, and twice a width below it cannot overflow.</summary>
    internal const long UnixMillisecondsMax = 253_402_300_799_999;

    /// <summary>Places at first. Most processes and types are young, and arrays that are never filled would be most of what a fleet costs.</summary>
    private const int PlacesMin = 8;

    private Sample[] _samples = new Sample[PlacesMin];
    private int _count;

    public Series(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, CapacityMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, CapacityMax);
        Capacity = capacity;
    }

    public int Capacity { get; private set; }

    public int Count => _count;

    /// <summary>Width of the buckets of the older samples; 0 while nothing has been merged.</summary>
    public long BucketWidthMilliseconds { get; private set; }

    /// <summary>Oldest first, in strictly rising time. Valid until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<Sample> Samples => _samples.AsSpan(0, _count);

    public Sample? First => _count == 0 ? null : _samples[0];

    public Sample? Last => _count == 0 ? null : _samples[_count - 1];

    public TimeSpan Span => _count == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_samples[_count - 1].UnixMilliseconds - _samples[0].UnixMilliseconds);

    /// <summary>A series from saved state: what <see cref="Samples"/> and <see cref="BucketWidthMilliseconds"/> were. Bad samples are left out.</summary>
    public static Series From(ReadOnlySpan<Sample> samples, int capacity, long bucketWidthMilliseconds = 0)
    {
        var series = new Series(capacity) { BucketWidthMilliseconds = Math.Clamp(bucketWidthMilliseconds, 0, UnixMillisecondsMax) };
        foreach (var sample in samples) series.Add(sample);
        return series;
    }

    /// <summary>False, and no change, for a sample that is not newer than the last, not finite, negative, or outside years 1970 to 9999.</summary>
    public bool Add(Sample sample)
    {
        if (!IsUsable(sample)) return false;
        // Messages are resent until acknowledged and samples never travel back in time: not newer is a repeat.
        if (_count > 0 && sample.UnixMilliseconds <= _samples[_count - 1].UnixMilliseconds) return false;
        if (_count == Capacity) Merge();
        else if (_count == _samples.Length) Array.Resize(ref _samples, Math.Min(2 * _count, Capacity));
        _samples[_count++] = sample;
        return true;
    }

    /// <summary>From now on keeps so many points, when that is more. What was merged before stays as coarse as it is.</summary>
    public void Widen(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, CapacityMax);
        Capacity = Math.Max(Capacity, capacity);
    }

    /// <summary>Copies <see cref="Samples"/>; the number copied.</summary>
    public int CopyTo(Span<Sample> destination)
    {
        Samples.CopyTo(destination);
        return _count;
    }

    internal static bool IsUsable(Sample sample) =>
        double.IsFinite(sample.Value) && sample.Value >= 0 && sample.UnixMilliseconds is >= 0 and <= UnixMillisecondsMax;

    private void Merge()
    {
        var recent = Capacity / 4;
        var older = _count - recent;
        if (BucketWidthMilliseconds == 0)
            BucketWidthMilliseconds = Math.Max(1, (_samples[older - 1].UnixMilliseconds - _samples[0].UnixMilliseconds) / Math.Max(1, older / 2));

        // Leaving a quarter of the older part free keeps the cost of a merge to a few moves per sample, and at least
        // 3/8 of it filled keeps buckets narrower than the stretches whose floors are judged.
        var merged = MergeInto(older);
        while (merged > older * 3 / 4)
        {
            BucketWidthMilliseconds *= 2;
            merged = MergeInto(merged);
        }

        _samples.AsSpan(older, recent).CopyTo(_samples.AsSpan(merged));
        _count = merged + recent;
    }

    /// <summary>Merges the first <paramref name="count"/> samples in place; how many are left.</summary>
    private int MergeInto(int count)
    {
        var left = 0;
        for (var i = 0; i < count; i++)
        {
            var sample = _samples[i];
            if (left > 0 && _samples[left - 1].UnixMilliseconds / BucketWidthMilliseconds == sample.UnixMilliseconds / BucketWidthMilliseconds)
            {
                if (sample.Value < _samples[left - 1].Value) _samples[left - 1] = sample;
            }
            else
            {
                _samples[left++] = sample;
            }
        }

        return left;
    }
}
