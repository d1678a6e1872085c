namespace LeakFleet.Silo.Hosting;

/// <summary>
/// Whether a silo has more to do than it can: judged once an interval by how long frames wait for their grains and how much of its memory is used. Begins only after
/// some bad intervals in a row and ends only after many good ones, so that one collection or one burst changes nothing.
/// </summary>
internal sealed class Overload
{
    /// <summary>A frame that waits longer waits behind others: taking one in costs a tenth of a millisecond.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan WaitUsual = TimeSpan.FromMilliseconds(50);

    public const double MemoryMax = 0.85;

    public const double MemoryUsual = 0.75;

    public const int BadMin = 3;

    public const int GoodMin = 10;

    private int _bad;
    private int _good;

    public bool IsOn { get; private set; }

    /// <param name="wait">Of the frames of the interval, on average.</param>
    /// <param name="memoryShare">Of the memory that the silo may use.</param>
    /// <returns>Whether it began or ended with this.</returns>
    public bool Observe(TimeSpan wait, double memoryShare)
    {
        _bad = wait > WaitMax || memoryShare > MemoryMax ? _bad + 1 : 0;
        _good = wait <= WaitUsual && memoryShare <= MemoryUsual ? _good + 1 : 0;
        if (IsOn ? _good < GoodMin : _bad < BadMin) return false;
        IsOn = !IsOn;
        return true;
    }
}
