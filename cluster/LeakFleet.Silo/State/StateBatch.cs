using LeakFleet.Fleet;
using Orleans.Storage;

namespace LeakFleet.Silo.State;

/// <summary>
/// When a grain's state is written: an interval after something changed, or at once when much did, never two writes at a time, and after a failure
/// again at the next interval. Messages go on being taken meanwhile: what is not written is not acked, and agents wait for that, which is what slows
/// them down when the database is slow.
/// </summary>
/// <param name="gate">Whose turn it is to write.</param>
/// <param name="capture">The state as it is now, with what it covers.</param>
/// <param name="written">Told what a write that succeeded covers.</param>
internal sealed class StateBatch<TMark>(
    IPersistentState<StoredState> stored, WriteGate gate, Func<(byte[] Bytes, TMark Mark)> capture, Action<TMark> written, DatabaseWatch database, int changesMax)
{
    /// <summary>After a failure. With tens of thousands of grains behind one database, sooner would be a second load on it.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>What the runtime holds between two writes.</summary>
    private static readonly StoredState Nothing = new();

    private IGrainTimer? _timer;
    private TimeSpan _interval;
    private Task? _writing;
    private int _changes;

    /// <summary>Somebody else wrote: the cluster has a newer owner of this state. Nothing is written any more.</summary>
    public bool IsLost { get; private set; }

    public bool IsDirty => _changes > 0;

    private bool IsWriting => _writing is { IsCompleted: false };

    /// <summary>Called once, when what was stored is taken in, with a timer that fires when the interval after a change is over.</summary>
    public void Begin(Func<Func<Task>, TimeSpan, IGrainTimer> timer, TimeSpan interval)
    {
        stored.State = Nothing;
        _interval = interval;
        _timer = timer(Write, Timeout.InfiniteTimeSpan);
    }

    public void Changed()
    {
        if (_changes++ == 0) _timer!.Change(_interval, Timeout.InfiniteTimeSpan);
        if (_changes >= changesMax && !IsWriting) _timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes what is not written; ends when it is, or cannot be.</summary>
    public async Task Flush()
    {
        if (_writing is { } writing) await writing;
        if (IsDirty) await Write();
    }

    private Task Write() => IsWriting ? _writing! : _writing = WriteNow();

    private async Task WriteNow()
    {
        if (IsLost || _changes == 0) return;
        await gate.Enter();
        try
        {
            await WriteInTurn();
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task WriteInTurn()
    {
        var (bytes, mark) = capture();
        var covered = _changes;
        _changes = 0;
        try
        {
            stored.State = new StoredState { Bytes = bytes };
            await stored.WriteStateAsync();
            database.Worked();
            FleetMetrics.StatesWritten.Add(1);
            FleetMetrics.StateBytesWritten.Add(bytes.Length);
            written(mark);
            if (_changes > 0) _timer?.Change(_changes >= changesMax ? TimeSpan.Zero : _interval, Timeout.InfiniteTimeSpan);
        }
        catch (InconsistentStateException)
        {
            IsLost = true;
            SiloMetrics.StatesLost.Add(1);
        }
        catch (Exception exception)
        {
            // Whatever the database has: nothing was acked, and it is tried again until it works.
            _changes += covered;
            FleetMetrics.StateWriteFailures.Add(1);
            database.Failed(exception);
            _timer?.Change(_interval < RetryInterval ? _interval : RetryInterval, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            stored.State = Nothing;
        }
    }
}
