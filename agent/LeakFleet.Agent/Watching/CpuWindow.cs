namespace LeakFleet.Agent.Watching;

/// <summary>
/// Processor time spent in a window that slides. Time is kept in slots, and a slot counts until all of it has left the window: what is told is
/// never too little, and at most one slot's worth too much.
/// </summary>
internal sealed class CpuWindow(TimeSpan window)
{
    private const int Slots = 600;

    private readonly long _slotMilliseconds = Math.Max(1, (long)Math.Ceiling(window.TotalMilliseconds / Slots));
    private readonly long[] _ticks = new long[Slots + 1];
    private long _slot = long.MinValue / 2;
    private long _sum;

    public TimeSpan Spent(long nowMilliseconds)
    {
        SlideTo(nowMilliseconds);
        return new TimeSpan(_sum);
    }

    public void Add(long nowMilliseconds, TimeSpan cpu)
    {
        SlideTo(nowMilliseconds);
        _ticks[_slot % _ticks.Length] += cpu.Ticks;
        _sum += cpu.Ticks;
    }

    private void SlideTo(long nowMilliseconds)
    {
        var slot = nowMilliseconds / _slotMilliseconds;
        if (slot - _slot >= _ticks.Length)
        {
            Array.Clear(_ticks);
            _sum = 0;
            _slot = slot;
        }
        // Callers on several threads may bring their times a little out of order: time does not go back.
        while (_slot < slot)
        {
            _slot++;
            _sum -= _ticks[_slot % _ticks.Length];
            _ticks[_slot % _ticks.Length] = 0;
        }
    }
}
