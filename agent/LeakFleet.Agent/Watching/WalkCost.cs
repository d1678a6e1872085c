namespace LeakFleet.Agent.Watching;

/// <summary>
/// What the next walk of a process will cost, in seconds of processor time: a moving average of the last ones, in proportion to how the heap has
/// grown since. Before the first walk it is the heap's size at the usual speed.
/// </summary>
internal sealed class WalkCost
{
    /// <summary>Half: the first walk resolves every type's name and costs more than those after it, and that must not stretch intervals for long.</summary>
    private const double NewestWeight = 0.5;

    /// <summary>A heap of a few megabytes costs its layout and names, whatever its size: 8 to 11 ms, measured.</summary>
    private const double SecondsMin = 0.01;

    /// <summary>A gigabyte a second of processor time is slow, so that a first estimate is rather too high.</summary>
    private const double SecondsPerByte = 1e-9;

    /// <summary>Sizes come from other sources at other moments: they may halve or double the average often, but not make it meaningless at once.</summary>
    private const double GrowthMax = 8;

    private double _seconds;
    private long _bytes;
    private bool _isMeasured;

    public double Estimate(long heapBytes)
    {
        if (!_isMeasured) return SecondsMin + heapBytes * SecondsPerByte;
        var growth = heapBytes > 0 && _bytes > 0 ? Math.Clamp((double)heapBytes / _bytes, 1 / GrowthMax, GrowthMax) : 1;
        return Math.Max(_seconds * growth, SecondsMin / 10);
    }

    public void Measured(double seconds, long heapBytes)
    {
        _seconds = _isMeasured ? NewestWeight * seconds + (1 - NewestWeight) * Estimate(heapBytes) : seconds;
        _bytes = heapBytes;
        _isMeasured = true;
    }
}
