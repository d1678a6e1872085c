using System.Buffers;

namespace LeakFleet.Agent.Watching;

/// <summary>
/// Keeps the heap walks of a node within a share of one core, in two ways. Ahead: each process's interval is stretched to what its walks cost, the most
/// expensive first (<see cref="WalkShares"/>), so that the average is met. At the gate: no walk begins that a window has no room for, so that none exceeds the
/// budget by more than an estimate was wrong by. Thread-safe.
/// </summary>
internal sealed class WalkBudget(WalkBudgetOptions options)
{
    /// <summary>Who has not asked for this long no longer waits; watchers ask four times a second while they are due.</summary>
    public const long AskedMillisecondsMax = 1_000;

    // Costs change with each walk, and the level is looked at four times a second by every watcher.
    private const long LevelMilliseconds = 1_000;

    /// <summary>Of the budget. What a first walk costs is an estimate: of 50 processes of 100 MB, the first ten minutes took 1.1 % more than was foreseen.</summary>
    private const double PlannedShare = 0.98;

    /// <summary>Part of a window's worth that is asked to be free for a walk that costs more: a heap that takes all of it would never find a window empty.</summary>
    private const double RoomShareMax = 0.5;

    private readonly Lock _lock = new();
    private readonly List<WalkAccount> _accounts = [];
    private readonly CpuWindow _spent = new(options.CpuWindow);
    private readonly double _budgetSeconds = PlannedShare * options.CpuShareMax * options.CpuWindow.TotalSeconds;
    private readonly double _levelMax = options.CpuShareMax * options.ProcessShareMax;
    private double _level = options.CpuShareMax * options.ProcessShareMax;
    private long _levelDue = long.MinValue;
    private double _reservedSeconds;

    public WalkAccount Join()
    {
        var account = new WalkAccount();
        lock (_lock) _accounts.Add(account);
        return account;
    }

    public void Leave(WalkAccount account)
    {
        lock (_lock)
        {
            Release(account);
            _accounts.Remove(account);
        }
    }

    /// <summary>Processor time that walks took in the window that ends now.</summary>
    public TimeSpan Spent(long nowMilliseconds)
    {
        lock (_lock) return _spent.Spent(nowMilliseconds);
    }

    /// <summary>What a process would like: a walk each <paramref name="wanted"/>. Gives the shortest interval that its share of the budget pays for.</summary>
    /// <param name="heapBytes">Its heap now; 0 when that is not known.</param>
    public TimeSpan Interval(WalkAccount account, TimeSpan wanted, long heapBytes, long nowMilliseconds)
    {
        lock (_lock)
        {
            account.WantedSeconds = wanted.TotalSeconds;
            account.HeapBytes = heapBytes;
            LevelAt(nowMilliseconds);
            return TimeSpan.FromSeconds(PaidInterval(account));
        }
    }

    /// <summary>Asked by a process that is due: whether its walk may be queued. It then has to <see cref="TryBegin"/> or <see cref="Withdraw"/>.</summary>
    public WalkAnswer Ask(WalkAccount account, long nowMilliseconds)
    {
        lock (_lock)
        {
            if (account.HeapBytes > options.HeapBytesMax) return WalkAnswer.TooLarge;
            account.AskedMilliseconds = nowMilliseconds;
            var taken = _spent.Spent(nowMilliseconds).TotalSeconds + _reservedSeconds;
            var room = _budgetSeconds - taken - Room(account);
            if (room < 0 || AheadOf(account, nowMilliseconds, room) > room) return WalkAnswer.Wait;
            account.AskedMilliseconds = long.MinValue / 2;
            account.ReservedSeconds = account.EstimatedSeconds;
            _reservedSeconds += account.ReservedSeconds;
            return WalkAnswer.Go;
        }
    }

    /// <summary>The turn has come. Walks ahead in the queue may have cost more than was estimated: then the answer is no, and the process asks again.</summary>
    public bool TryBegin(WalkAccount account, long nowMilliseconds)
    {
        lock (_lock)
        {
            if (_spent.Spent(nowMilliseconds).TotalSeconds + Room(account) <= _budgetSeconds) return true;
            Release(account);
            return false;
        }
    }

    /// <summary>A queued walk will not take place.</summary>
    public void Withdraw(WalkAccount account)
    {
        lock (_lock) Release(account);
    }

    /// <summary>A walk has ended, well or not.</summary>
    public void Walked(WalkAccount account, TimeSpan cpu, long nowMilliseconds)
    {
        lock (_lock)
        {
            Release(account);
            _spent.Add(nowMilliseconds, cpu);
            account.Cost.Measured(cpu.TotalSeconds, account.HeapBytes);
            account.LastMilliseconds = nowMilliseconds;
        }
    }

    /// <summary>What was used beside walks.</summary>
    public void Spent(TimeSpan cpu, long nowMilliseconds)
    {
        lock (_lock) _spent.Add(nowMilliseconds, cpu);
    }

    private void Release(WalkAccount account)
    {
        _reservedSeconds -= account.ReservedSeconds;
        account.ReservedSeconds = 0;
    }

    private double Room(WalkAccount account) => Math.Min(account.EstimatedSeconds, RoomShareMax * _budgetSeconds);

    /// <summary>Estimated cost of those who wait and are more overdue; hardly more is added up than <paramref name="enough"/>.</summary>
    private double AheadOf(WalkAccount account, long nowMilliseconds, double enough)
    {
        var overdue = account.Overdue(nowMilliseconds, PaidInterval(account));
        var ahead = 0.0;
        foreach (var other in _accounts)
        {
            if (other == account || nowMilliseconds - other.AskedMilliseconds > AskedMillisecondsMax) continue;
            if (other.Overdue(nowMilliseconds, PaidInterval(other)) > overdue) ahead += other.EstimatedSeconds;
            if (ahead > enough) break;
        }
        return ahead;
    }

    private double PaidInterval(WalkAccount account) => Math.Min(account.EstimatedSeconds / _level, options.StretchedIntervalMax.TotalSeconds);

    private void LevelAt(long nowMilliseconds)
    {
        if (nowMilliseconds < _levelDue) return;
        _levelDue = nowMilliseconds + LevelMilliseconds;
        var wanted = ArrayPool<double>.Shared.Rent(_accounts.Count);
        for (var i = 0; i < _accounts.Count; i++) wanted[i] = _accounts[i].EstimatedSeconds / _accounts[i].WantedSeconds;
        _level = WalkShares.Level(wanted.AsSpan(0, _accounts.Count), options.CpuShareMax, _levelMax);
        ArrayPool<double>.Shared.Return(wanted);
    }
}
