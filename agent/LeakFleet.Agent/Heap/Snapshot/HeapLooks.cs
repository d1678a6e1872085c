using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Sessions;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>Looks at the heap of one process on demand, for a person who asks: no schedule, no server, no state between looks but names.</summary>
/// <remarks>One caller at a time.</remarks>
public sealed class HeapLooks : IAsyncDisposable
{
    private static readonly TimeSpan Gen2Poll = TimeSpan.FromMilliseconds(20);

    private readonly ProcTree _proc = new();
    private readonly ProcessInstance _instance;
    private readonly HeapWalkOptions _options;
    private readonly BootClock _boot;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly HeapWalker _walker;
    private readonly CollectionFeed _feed = new();
    private readonly CancellationTokenSource _stop = new();
    private GcSession? _session;
    private bool _isAfterGen2;
    private Task _sessionRun = Task.CompletedTask;

    private HeapLooks(ProcessInstance instance, string node, HeapWalkOptions options)
    {
        _instance = instance;
        _options = options;
        _boot = BootClock.Read(_proc.Root);
        _walker = new HeapWalker(instance.Pid, options);
        Process = new ProcessKey(node, _boot.BootId, instance.Pid, instance.StartTicks);
    }

    public ProcessKey Process { get; }

    /// <summary>Why collections are not seen; null when they are, or are not watched.</summary>
    public string? CollectionsTrouble => _session?.Trouble;

    /// <summary>Null when there is no such process.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no <c>/proc</c> to look into.</exception>
    public static HeapLooks? Open(int pid, string node, HeapWalkOptions options) =>
        new ProcTree().TryReadStat(pid, out var stat) ? new HeapLooks(new ProcessInstance(pid, stat.StartTicks), node, options) : null;

    /// <summary>What the process is. A runtime that does not answer leaves less to say, and is no failure.</summary>
    public async Task<ProcessDescription> DescribeAsync(CancellationToken cancellation) =>
        (await new ProcessDescriber(_proc, _boot).DescribeAsync(_instance, cancellation)).Description;

    /// <summary>From here on looks know the collections of the process: costs one event session, and no pause.</summary>
    public void WatchCollections()
    {
        if (_session is not null) return;
        _session = new GcSession(_proc, _instance, _feed, _time, NullLogger.Instance);
        _sessionRun = _session.RunAsync(_stop.Token);
    }

    /// <summary>Waits for the process's own next gen2 collection; false when none came in time.</summary>
    public async Task<bool> WaitForGen2Async(TimeSpan max, CancellationToken cancellation)
    {
        WatchCollections();
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < max)
        {
            if (IsAfterGen2()) return true;
            await Task.Delay(Gen2Poll, _time, cancellation);
        }
        return false;
    }

    /// <summary>
    /// Counts through the diagnostic port instead, for where memory may not be read: INDUCES A FULL COLLECTION AND PAUSES THE PROCESS until all objects are
    /// told. The histogram has no free space and no generations: everything is counted as gen2. A type whose assembly's file could not be read has no
    /// assembly, and lacks the names of types around it.
    /// </summary>
    public async Task<HeapLook> SnapshotAsync(CancellationToken cancellation)
    {
        var at = _time.GetUtcNow();
        var snapshot = new EventPipeSnapshot(_proc, _instance, _options, SnapshotOptions.Usual);
        var walk = await snapshot.TakeAsync(cancellation);
        return new HeapLook(at, walk.Histogram, snapshot.CollectionIndex, AfterGen2: false, walk.Trouble);
    }

    /// <summary>Counts the objects as they are now.</summary>
    public async Task<HeapLook> LookAsync(CancellationToken cancellation)
    {
        var index = _feed.LastIndex;
        var afterGen2 = IsAfterGen2();
        _isAfterGen2 = false;
        var at = _time.GetUtcNow();
        // On a thread of its own: it computes, for seconds on a large heap.
        var walk = await Task.Run(() => Walk(cancellation), cancellation);
        if (walk.Histogram is { CollectionIndex: >= 0 } histogram) index = histogram.CollectionIndex;
        return new HeapLook(at, walk.Histogram, index, afterGen2, walk.Trouble, CanSnapshot: SnapshotCause.Is(walk.Trouble) && HasSocket());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sessionRun;
        _stop.Dispose();
        _walker.Dispose();
    }

    private bool IsAfterGen2() => _isAfterGen2 |= _feed.TakeGen2() is { } gen2 && !InducedReason.Is(gen2.Reason);

    private bool HasSocket()
    {
        var outcome = SocketSearch.Find(_proc, _instance, out var socket);
        socket?.Dispose();
        return outcome == ReadOutcome.Ok;
    }

    private HeapWalk Walk(CancellationToken cancellation)
    {
        try
        {
            return _walker.Walk(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Structures that change while they are read, by a library that promises nothing for that case.
            return HeapWalk.Failed($"the heap walk failed: {e.GetType().Name}");
        }
    }
}
