using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Sessions;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Watching;

/// <summary>
/// Watches one process from its discovery to its end: says what it is, then its memory, its collections and its histograms, each in its own rhythm,
/// and what stands in the way of seeing them.
/// </summary>
internal sealed partial class ProcessWatcher(ProcessInstance instance, ProcessKey key, WatchTools tools)
{
    /// <summary>How soon a gen2 collection is answered with a walk. Between walks a tick costs a few comparisons.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    // A runtime opens its socket before it loads the program, so a new process does not know its own name for a moment.
    private static readonly TimeSpan NameWait = TimeSpan.FromMilliseconds(250);
    private const int NameAttemptsMax = 12;

    // A program may still have been loading when it was described first. After that nothing changes, unless it could not be asked at all.
    private const long DescribeAgainMilliseconds = 10_000;
    private const long DescribeRetryMilliseconds = 60_000;

    private readonly CollectionFeed _feed = new();
    private readonly TroubleReport _troubles = new();
    private readonly ILogger _logger = tools.Logging.CreateLogger<ProcessWatcher>();
    private readonly ProcessPod _pod = new(instance.Pid, tools);
    private DescribedProcess? _described;
    private (string? Description, string? Session, string? Walks, string? Snapshots) _troubleParts;
    private string _troubleText = "";
    private long _rssAnonymousBytes;
    private long _lostTold;

    /// <summary>Runs until <paramref name="stopping"/>; then tells what is still to be told. Does not throw.</summary>
    /// <param name="hasExited">Asked at the end: whether the process has ended, or only the watching.</param>
    public async Task RunAsync(Func<bool> hasExited, CancellationToken stopping)
    {
        using var sessionStop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var session = new GcSession(tools.Proc, instance, _feed, tools.Time, tools.Logging.CreateLogger<GcSession>());
        var sessionRun = Task.CompletedTask;
        try
        {
            await DescribeAsync(stopping);
            sessionRun = session.RunAsync(sessionStop.Token);
            await WatchAsync(session, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end, in the middle of something.
        }
        catch (Exception e)
        {
            // A bug, or something of the target that nobody thought of: this process is no longer watched, all others are.
            LogFailed(_logger, e, instance.Pid);
            Send(new ProcessTrouble($"no longer watched: {e.GetType().Name}"));
            await Task.Delay(Timeout.InfiniteTimeSpan, tools.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await sessionStop.CancelAsync();
        await sessionRun;
        SendCollections(session);
        if (hasExited()) Send(await _pod.EndAsync());
    }

    private async Task DescribeAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var described = await tools.Describer.DescribeAsync(instance, cancellation);
            var isNamed = described.Description.EntryAssembly.Length > 0 || described.Trouble is not null;
            if (isNamed || attempt == NameAttemptsMax)
            {
                SendIfChanged(described);
                return;
            }
            await Task.Delay(NameWait, tools.Time, cancellation);
        }
    }

    private async Task WatchAsync(GcSession session, CancellationToken stopping)
    {
        var options = tools.Options;
        var began = tools.Time.GetTimestamp();
        using var walks = new ProcessWalks(instance.Pid, _feed, tools, _pod.HistogramIntervalMin);
        var snapshots = new ProcessSnapshots(instance, tools);
        using var evidence = new ProcessEvidence(instance.Pid, key, tools);
        var (memoryDue, collectionsDue, describeDue) = (0L, 0L, DescribeAgainMilliseconds);
        using var timer = new PeriodicTimer(Tick, tools.Time);
        var repeatDue = (long)options.DescriptionInterval.TotalMilliseconds;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                var now = Now();
                if (await walks.TickAsync(HeapBytes(), snapshots.HasBegun, stopping) is { } histogram) Send(histogram);
                if (await snapshots.TickAsync(walks.Trouble, HeapBytes(), stopping) is { } counted) Send(counted);
                if (await evidence.TickAsync(HeapBytes(), stopping) is { } found) Send(found);
                if (now >= memoryDue)
                {
                    memoryDue = now + (long)options.MemoryInterval.TotalMilliseconds;
                    if (tools.Memory.Read(instance.Pid, _feed.CommittedBytes) is { } memory)
                    {
                        _rssAnonymousBytes = memory.RssAnonymousBytes;
                        Send(memory);
                        // It has memory, so it lives: whatever was killed, it was not this one.
                        if (memory.RssAnonymousBytes >= 0) _pod.RememberKills();
                    }
                }
                if (now >= collectionsDue)
                {
                    collectionsDue = now + (long)options.CollectionsInterval.TotalMilliseconds;
                    SendCollections(session);
                }
                if (now >= describeDue || (_pod.HasChanged() && now >= DescribeAgainMilliseconds))
                {
                    SendIfChanged(await tools.Describer.DescribeAsync(instance, stopping));
                    describeDue = _described?.Trouble is null ? long.MaxValue : now + DescribeRetryMilliseconds;
                }
                if (now >= repeatDue && _described is { } known)
                {
                    repeatDue = now + (long)options.DescriptionInterval.TotalMilliseconds;
                    Send(known.Description);
                }
                ReportTrouble(session, walks.Trouble, snapshots.Trouble, now);
            }
        }
        finally
        {
            await walks.EndAsync();
            await snapshots.EndAsync();
            await evidence.EndAsync();
        }

        long Now() => (long)tools.Time.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Before the first collection nobody tells the heap's size, but it lies in the process's own memory.</summary>
    private long HeapBytes() => _feed.CommittedBytes > 0 ? _feed.CommittedBytes : _rssAnonymousBytes;

    private void SendCollections(GcSession session)
    {
        while (_feed.TakeBatch() is { Count: > 0 } batch)
        {
            tools.Status.Collected(batch.Count);
            Send(new Collections(batch));
        }
        var lost = session.Missed + _feed.Dropped;
        tools.Status.Lost(lost - _lostTold);
        _lostTold = lost;
    }

    private void SendIfChanged(DescribedProcess described)
    {
        // What was known of a process that no longer answers is better than what is known of it now.
        if (_described is { Trouble: null } && described.Trouble is not null) return;
        var before = _described?.Description;
        _described = described;
        if (IsSame(before, described.Description)) return;
        Send(described.Description);
        if (before?.Service != described.Description.Service) LogWatching(_logger, instance.Pid, $"{described.Description.Service} {described.Description.Version}".TrimEnd());
    }

    private static bool IsSame(ProcessDescription? before, ProcessDescription now) =>
        before is not null && before with { Labels = now.Labels } == now
        && before.Labels.Count == now.Labels.Count && !before.Labels.Except(now.Labels).Any();

    private void ReportTrouble(GcSession session, string? walkTrouble, string? snapshotTrouble, long nowMilliseconds)
    {
        // Asked four times a second of every process, and nearly always the same: the text is put together only when it changes.
        var parts = (_described?.Trouble, session.Trouble, walkTrouble, snapshotTrouble);
        if (parts != _troubleParts) (_troubleParts, _troubleText) = (parts, TextOf(parts));
        if (_troubles.Observe(_troubleText, nowMilliseconds) is not { } told) return;
        tools.Status.Trouble(instance.Pid, told);
        Send(new ProcessTrouble(told));
        if (told.Length > 0) LogTrouble(_logger, instance.Pid, told);
    }

    private static string TextOf((string? Description, string? Session, string? Walks, string? Snapshots) parts) => WireText.Clean(
        string.Join("; ", new[] { parts.Description, parts.Session, parts.Walks, parts.Snapshots }.OfType<string>().Distinct()), WireLimits.TextBytesMax);

    private void Send(ProcessMessage message) => tools.Send(key, message, tools.Time.GetUtcNow().ToUnixTimeMilliseconds());

    [LoggerMessage(Level = LogLevel.Information, Message = "Watching process {Pid}: {Name}")]
    private static partial void LogWatching(ILogger logger, int pid, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Process {Pid}: {Trouble}")]
    private static partial void LogTrouble(ILogger logger, int pid, string trouble);

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching process {Pid} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, int pid);
}
