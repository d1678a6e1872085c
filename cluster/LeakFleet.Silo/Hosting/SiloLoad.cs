using System.Diagnostics.Metrics;
using LeakFleet.Silo.State;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Silo.Hosting;

/// <summary>
/// How much this silo has to do and to hold. While it is too much, processes thin out what they keep of the past; findings are judged as ever. Processes beyond the
/// bound are refused, whatever the load.
/// </summary>
internal sealed partial class SiloLoad : Periodic
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Overload _overload = new();
    private readonly SiloOptions _options;
    private readonly ILogger _log;
    private long _frames;
    private long _waitTicks;
    private int _processes;
    private volatile bool _isThin;

    public SiloLoad(SiloOptions options, WriteGate writes, TimeProvider time, ILogger<SiloLoad> log) : base(Interval, time)
    {
        (_options, _log) = (options, log);
        SiloMetrics.Observe("leakfleet.silo.processes", () => Volatile.Read(ref _processes), "Processes that this silo holds");
        SiloMetrics.Observe("leakfleet.silo.overloaded", () => _isThin ? 1 : 0, "1 while histograms are thinned out");
        SiloMetrics.Observe("leakfleet.silo.states.waiting", () => writes.Waiting, "States that wait for their turn to be written");
        SiloMetrics.Observe("leakfleet.silo.states.lag.seconds", () => (long)writes.Lag.TotalSeconds, "How long a state waits for its turn to be written");
    }

    /// <summary>Take in only as much of what comes as findings need.</summary>
    public bool IsThin => _isThin;

    /// <summary>A frame was answered.</summary>
    public void Answered(TimeSpan wait)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Add(ref _waitTicks, wait.Ticks);
    }

    /// <summary>A place for one more process; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _processes) <= _options.ProcessesMax) return true;
        Interlocked.Decrement(ref _processes);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _processes);

    protected override Task Tick()
    {
        var frames = Interlocked.Exchange(ref _frames, 0);
        var wait = TimeSpan.FromTicks(Interlocked.Exchange(ref _waitTicks, 0) / Math.Max(1, frames));
        var memory = (double)Environment.WorkingSet / GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!_overload.Observe(wait, memory)) return Task.CompletedTask;
        _isThin = _overload.IsOn;
        if (_isThin) LogOverloaded(_log, wait.TotalMilliseconds, memory);
        else LogUsual(_log, wait.TotalMilliseconds, memory);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Overloaded: frames wait {Milliseconds:F0} ms, {Memory:P0} of the memory is used. Of each process only what findings need is taken in; series of that time are coarser")]
    private static partial void LogOverloaded(ILogger logger, double milliseconds, double memory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No longer overloaded: frames wait {Milliseconds:F0} ms, {Memory:P0} of the memory is used")]
    private static partial void LogUsual(ILogger logger, double milliseconds, double memory);
}
