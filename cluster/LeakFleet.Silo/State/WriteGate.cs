namespace LeakFleet.Silo.State;

/// <summary>
/// Lets so many states of a silo be written at a time, in the order they asked. A state is only copied out once it may be written: a hundred thousand grains behind a
/// slow database wait with what they hold anyway, and not each with a copy of it. How long they wait tells how far the database lags behind.
/// </summary>
internal sealed class WriteGate(SiloOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.WritesAtOnceMax);
    private int _waiting;
    private long _enteredAt;
    private long _lastWaitTicks;

    /// <summary>Grains that have something to write and no place yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How long a write has to wait for its turn; also while none comes to its turn at all.</summary>
    public TimeSpan Lag
    {
        get
        {
            if (Waiting == 0) return TimeSpan.Zero;
            var last = TimeSpan.FromTicks(Volatile.Read(ref _lastWaitTicks));
            var since = time.GetElapsedTime(Volatile.Read(ref _enteredAt));
            return last > since ? last : since;
        }
    }

    public async Task Enter()
    {
        if (_places.Wait(0, CancellationToken.None))
        {
            Entered(TimeSpan.Zero);
            return;
        }

        var asked = time.GetTimestamp();
        if (Interlocked.Increment(ref _waiting) == 1) Volatile.Write(ref _enteredAt, asked);
        await _places.WaitAsync();
        Interlocked.Decrement(ref _waiting);
        Entered(time.GetElapsedTime(asked));
    }

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();

    private void Entered(TimeSpan waited)
    {
        Volatile.Write(ref _lastWaitTicks, waited.Ticks);
        Volatile.Write(ref _enteredAt, time.GetTimestamp());
    }
}
