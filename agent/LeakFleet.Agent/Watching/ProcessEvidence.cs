using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>
/// Answers the server's question why objects of a process stay alive: by a search on the lane of the heap walks, when the budget of the walks pays for it. What it costs
/// the walks of the node do without.
/// </summary>
internal sealed partial class ProcessEvidence : IDisposable
{
    /// <summary>From one count of the holding collection's elements to the other.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Wanted = TimeSpan.FromDays(1);

    /// <summary>All walks of the node wait for so long at most.</summary>
    private static readonly RetentionOptions Bounds = new() { MillisecondsMax = 10_000 };

    /// <summary>From the server's question to the answer, at the most: before the server asks another replica.</summary>
    internal static readonly TimeSpan AnswerTimeMax = EvidenceRequests.RequestLife + InspectionTries.Max * TimeSpan.FromMilliseconds(Bounds.MillisecondsMax) + Between;

    private readonly int _pid;
    private readonly ProcessKey _key;
    private readonly WatchTools _tools;
    private readonly ILogger _logger;
    private readonly WalkAccount _account;
    private ProcessHeap? _heap;
    private string _type = "";
    private Task<RetentionAnswer?>? _searching;
    private Task<AccumulationPoint>? _counting;
    private bool _isHung;
    private RetentionAnswer? _found;
    private long _foundAt;

    public ProcessEvidence(int pid, ProcessKey key, WatchTools tools)
    {
        (_pid, _key, _tools) = (pid, key, tools);
        _logger = tools.Logging.CreateLogger<ProcessEvidence>();
        _account = tools.Budget.Join();
    }

    /// <summary>To be called a few times a second.</summary>
    /// <param name="heapBytes">The heap's size as far as it is known; 0 when it is not.</param>
    /// <returns>The answer, when there is one to be sent.</returns>
    public async ValueTask<RetentionFound?> TickAsync(long heapBytes, CancellationToken stopping)
    {
        if (_searching is { IsCompleted: true } done)
        {
            _searching = null;
            // Null when the budget did not allow it after all: asked again as long as the request lives.
            if (await done is not { } answer) return null;
            _isHung |= answer.Trouble == HeapTrouble.Hung;
            if (_isHung) _tools.Budget.Withdraw(_account);
            _tools.Requests.Remove(_key, _type);
            AgentMetrics.EvidenceFound.Add(1);
            if (answer.Evidence?.Accumulation is null) return RetentionMessage.Of(_type, answer);
            (_found, _foundAt) = (answer, _tools.Time.GetTimestamp());
        }
        if (_found is { Evidence: { Accumulation: { } point } evidence } && _tools.Time.GetElapsedTime(_foundAt) is var since && since >= Between)
        {
            _counting ??= CountAsync(point, since, stopping);
            if (!_counting.IsCompleted) return null;
            var counted = await _counting;
            (_found, _counting) = (null, null);
            return RetentionMessage.Of(_type, new RetentionAnswer(evidence with { Accumulation = counted }, null));
        }
        if (_searching is null && _found is null && _tools.Requests.Peek(_key) is { } type) Begin(type, heapBytes, stopping);
        return null;
    }

    /// <summary>Waits for the search that is under way, which ends soon when watching is stopped.</summary>
    public async Task EndAsync()
    {
        if (_searching is not null) await ((Task)_searching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_counting is not null) await ((Task)_counting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        (_searching, _counting) = (null, null);
    }

    public void Dispose() => _tools.Budget.Leave(_account);

    private long Now() => (long)_tools.Time.GetElapsedTime(0).TotalMilliseconds;

    // Apart from the tick, which would make what the work holds on to each time, whether it is needed or not.
    private Task<AccumulationPoint> CountAsync(AccumulationPoint point, TimeSpan since, CancellationToken stopping) =>
        _tools.Lane.RunAsync(() => LookAgain(point, since), () => point, stopping);

    private void Begin(string type, long heapBytes, CancellationToken stopping)
    {
        if (_isHung)
        {
            _type = type;
            _searching = Task.FromResult<RetentionAnswer?>(new RetentionAnswer(null, HeapTrouble.Hung));
            return;
        }
        _tools.Budget.Interval(_account, Wanted, heapBytes, Now());
        switch (_tools.Budget.Ask(_account, Now()))
        {
            case WalkAnswer.Go:
                _type = type;
                _searching = _tools.Lane.RunAsync(() => Search(type, stopping), () => new RetentionAnswer(null, HeapTrouble.Hung), stopping);
                break;
            case WalkAnswer.TooLarge:
                _type = type;
                _searching = Task.FromResult<RetentionAnswer?>(new RetentionAnswer(null, HeapTrouble.AboveLimit(_tools.Options.WalkBudget.HeapBytesMax)));
                break;
        }
    }

    // On the lane's thread.
    private RetentionAnswer? Search(string type, CancellationToken stopping)
    {
        // The lane may have been busy for longer than the question lives, or another may have taken its place.
        if (_tools.Requests.Peek(_key) != type || !_tools.Budget.TryBegin(_account, Now())) return null;
        _heap ??= new ProcessHeap(_pid, _tools.Options.Heap);
        var cpuBefore = _heap.CpuUsed;
        try
        {
            return _heap.Why(name => name == type, Bounds, stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // As with a walk: structures that change while they are read, with a library that promises nothing for that case.
            LogSearchFailed(_logger, e, _pid);
            return new RetentionAnswer(null, $"the search failed: {e.GetType().Name}");
        }
        finally
        {
            var cpu = _heap.CpuUsed - cpuBefore;
            _tools.Budget.Walked(_account, cpu, Now());
            AgentMetrics.WalkCpu.Add(cpu.TotalSeconds);
        }
    }

    // On the lane's thread too: a long list takes its time.
    private AccumulationPoint LookAgain(AccumulationPoint point, TimeSpan since)
    {
        var cpuBefore = _heap!.CpuUsed;
        try
        {
            return _heap.LookAgain(point, since);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What the first look found is told, without a growth.
            LogSearchFailed(_logger, e, _pid);
            return point;
        }
        finally
        {
            var cpu = _heap.CpuUsed - cpuBefore;
            _tools.Budget.Spent(cpu, Now());
            AgentMetrics.WalkCpu.Add(cpu.TotalSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search for what holds objects of process {Pid} failed")]
    private static partial void LogSearchFailed(ILogger logger, Exception exception, int pid);
}
