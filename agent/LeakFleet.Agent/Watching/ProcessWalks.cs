using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Sessions;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>The heap walks of one process: when one is due, whether the budget pays for it now, and what came of it.</summary>
internal sealed partial class ProcessWalks : IDisposable
{
    private readonly int _pid;
    private readonly CollectionFeed _feed;
    private readonly WatchTools _tools;
    private readonly ILogger _logger;
    private readonly HeapWalker _walker;
    private readonly WalkSchedule _schedule;
    private readonly WalkAccount _account;
    private Task<WalkResult>? _walking;
    private WalkAnswer _answer = WalkAnswer.Go;
    private string? _walkTrouble;
    private bool _isHung;

    /// <param name="intervalMin">Least time between two histograms.</param>
    public ProcessWalks(int pid, CollectionFeed feed, WatchTools tools, TimeSpan intervalMin)
    {
        var options = tools.Options;
        (_pid, _feed, _tools) = (pid, feed, tools);
        _logger = tools.Logging.CreateLogger<ProcessWalks>();
        _walker = new HeapWalker(pid, options.Heap, tools.Names);
        _schedule = new WalkSchedule(Now(), options.FirstHistogramAfter, intervalMin, intervalMin > options.HistogramIntervalMax ? intervalMin : options.HistogramIntervalMax);
        _account = tools.Budget.Join();
    }

    /// <summary>Why there are no histograms, or none lately.</summary>
    public string? Trouble => _answer == WalkAnswer.TooLarge
        ? $"{HeapTrouble.AboveLimit(_tools.Options.WalkBudget.HeapBytesMax)}: no histograms"
        : _walkTrouble;

    /// <summary>To be called a few times a second.</summary>
    /// <param name="heapBytes">The heap's size as far as it is known; 0 when it is not.</param>
    /// <param name="ignoreInduced">Whether induced collections are the agent's own: answered with a walk, they would feed themselves.</param>
    /// <returns>A histogram, when a walk has ended with one.</returns>
    public async ValueTask<Histogram?> TickAsync(long heapBytes, bool ignoreInduced, CancellationToken stopping)
    {
        var now = Now();
        if (_feed.TakeGen2() is { } gen2 && !(ignoreInduced && InducedReason.Is(gen2.Reason))) _schedule.Gen2Finished(now);
        var histogram = _walking is { IsCompleted: true } walked ? Take(await walked, now) : null;

        var wanted = _schedule.Wanted(now);
        var paid = _tools.Budget.Interval(_account, wanted, heapBytes, now);
        _schedule.Stretch(paid);
        _tools.Status.Stretched(_pid, paid > wanted ? paid : TimeSpan.Zero);
        if (_walking is null && !_isHung && _schedule.IsDue(now)) Begin(now, stopping);
        return histogram;
    }

    /// <summary>Waits for the walk that is under way: the walker is one thread's at a time, and is not given up while the lane still uses it.</summary>
    public async Task EndAsync()
    {
        if (_walking is not null) await ((Task)_walking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _walking = null;
    }

    public void Dispose()
    {
        Answered(WalkAnswer.Go);
        _tools.Status.Stretched(_pid, TimeSpan.Zero);
        _tools.Budget.Leave(_account);
        _walker.Dispose();
    }

    private long Now() => (long)_tools.Time.GetElapsedTime(0).TotalMilliseconds;

    private void Begin(long nowMilliseconds, CancellationToken stopping)
    {
        Answered(_tools.Budget.Ask(_account, nowMilliseconds));
        if (_answer == WalkAnswer.Go) _walking = WalkAsync(stopping);
    }

    // Apart from the question, which is put again at each tick while the budget has nothing left: it would make what the work holds on to each time.
    private Task<WalkResult> WalkAsync(CancellationToken stopping) =>
        _tools.Lane.RunAsync(() => Walk(stopping), () => new WalkResult(HeapWalk.Failed(HeapTrouble.Hung), -1, false, TimeSpan.Zero), stopping);

    private void Answered(WalkAnswer answer)
    {
        // Asked again at each tick: what counts is that it changes.
        if (answer == _answer) return;
        if (answer == WalkAnswer.Wait) AgentMetrics.WalksDeferred.Add(1);
        if (answer == WalkAnswer.TooLarge) AgentMetrics.ProcessesTooLarge.Add(1);
        if (_answer == WalkAnswer.TooLarge) AgentMetrics.ProcessesTooLarge.Add(-1);
        _answer = answer;
    }

    // On the lane's thread.
    private WalkResult Walk(CancellationToken stopping)
    {
        if (!_tools.Budget.TryBegin(_account, Now())) return default;
        var collection = _feed.LastIndex;
        var isAfterGen2 = _schedule.IsAfterGen2(Now());
        var cpuBefore = _walker.CpuUsed;
        var startedAt = Stopwatch.GetTimestamp();
        TimeSpan cpu;
        HeapWalk walk;
        try
        {
            walk = _walker.Walk(stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The walk goes through structures that change while they are read, with a library that promises nothing for that case.
            LogWalkFailed(_logger, e, _pid);
            walk = new HeapWalk(null, $"the heap walk failed: {e.GetType().Name}");
        }
        finally
        {
            // Here and not at the next tick: the next walk in the lane asks the budget before that.
            cpu = _walker.CpuUsed - cpuBefore;
            _tools.Budget.Walked(_account, cpu, Now());
            AgentMetrics.WalkCpu.Add(cpu.TotalSeconds);
            AgentMetrics.WalkDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        }
        // Who waits while nobody else does harms nobody.
        var idle = _tools.Lane.Waiting > 0 ? Stopwatch.GetElapsedTime(startedAt) - cpu : TimeSpan.Zero;
        return new WalkResult(walk, collection, isAfterGen2, idle);
    }

    private Histogram? Take(WalkResult result, long nowMilliseconds)
    {
        _walking = null;
        if (result.Walk is not { } walk)
        {
            Answered(WalkAnswer.Wait);
            return null;
        }
        _walkTrouble = walk.Trouble;
        // The walker still belongs to the thread that was given up, and another would hang as well.
        _isHung = walk.Trouble == HeapTrouble.Hung;
        if (_isHung) _tools.Budget.Withdraw(_account);
        _schedule.Walked(nowMilliseconds, walk.Histogram is not null, result.Idle);
        _tools.Status.Walked(walk.Histogram is not null);
        if (walk.Histogram is { } counted) AgentMetrics.RegionsSkipped.Add(counted.Completeness.RegionsSkipped);
        return walk.Histogram?.ToMessage(result.CollectionIndex, result.IsAfterGen2);
    }

    /// <param name="Walk">Null when the budget did not allow it after all.</param>
    private readonly record struct WalkResult(HeapWalk? Walk, long CollectionIndex, bool IsAfterGen2, TimeSpan Idle);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heap walk of process {Pid} failed")]
    private static partial void LogWalkFailed(ILogger logger, Exception exception, int pid);
}
