using System.Diagnostics;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Counts every object of one running .NET process by type and generation, from outside: the process is not paused, nothing runs in it, no
/// collection is induced. ClrMD tells where objects lie and what types are called; the objects themselves are read in large chunks and
/// decoded here. Between walks only type names are held.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class HeapWalker : IDisposable
{
    private readonly int _pid;
    private readonly ulong _startTicks;
    private readonly HeapWalkOptions _options;
    private readonly ProcessMemory _memory;
    private readonly TypeNameCache _names = new();
    private readonly WalkCpu _cpu = new();
    private readonly InspectionSource _inspections;
    private bool _disposed;

    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public HeapWalker(int pid, HeapWalkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _pid = pid;
        _startTicks = ProcessStart.TicksOf(pid);
        _options = options;
        _memory = new ProcessMemory(pid);
        _inspections = new InspectionSource(pid, _memory.Read, options);
    }

    /// <summary>Processor time of all walks so far, on every thread that took part.</summary>
    public TimeSpan CpuUsed => _cpu.Total;

    /// <summary>Walks the heap as it is now.</summary>
    /// <exception cref="OperationCanceledException">The walk was cancelled.</exception>
    public HeapWalk Walk(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var cpu = _cpu.OfThisThread();
        var began = Stopwatch.GetTimestamp();
        if (HasExited) return HeapWalk.Failed(HeapTrouble.Exited);
        var (inspection, fault) = _inspections.Open(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (inspection is null) return HeapWalk.Failed(WhyUnreadable(fault!));
        using (inspection)
        {
            try
            {
                return Walk(inspection, began, cancellation);
            }
            finally
            {
                _cpu.Add(inspection.CpuElsewhere);
            }
        }
    }

    public void Dispose() => _disposed = true;

    private bool HasExited => _startTicks == 0 || ProcessStart.TicksOf(_pid) != _startTicks;

    private HeapWalk Walk(IRuntimeInspection inspection, long began, CancellationToken cancellation)
    {
        var deadline = Deadline.In(_options.WalkMillisecondsMax);
        var layout = ReadSettledLayout(inspection, deadline, cancellation);
        if (layout.Trouble is not null) return HeapWalk.Failed(WhyUnreadable(layout.Trouble));

        using var pass = new RegionPass(_memory.Read, layout.FreeMethodTable, _options, _cpu);
        var unread = layout.Regions;
        var rounds = 0;
        bool again;
        do
        {
            pass.Read(unread, layout.Contexts, deadline, cancellation);
            rounds++;
            var after = ReadSettledLayout(inspection, deadline, cancellation);
            if (after.Trouble is not null) return HeapWalk.Failed(WhyUnreadable(after.Trouble));
            unread = LayoutChange.Unread(layout, after, pass.Tallies);
            // A layout is believed when the next one agrees: one read while a collection rebuilds it may lack regions.
            var survivorsMoved = LayoutChange.MovedSurvivors(layout, after) || unread.Any(region => region.HoldsSurvivors);
            again = (survivorsMoved && rounds < _options.SurvivorRoundsMax)
                || ((unread.Count > 0 || LayoutChange.WasCollected(layout, after)) && rounds < _options.RoundsMax);
            layout = after;
        }
        while (again && !deadline.IsOver);

        var types = new WalkTypes(pass.Workers);
        var names = _names.Resolve(types.All, inspection);
        if (HasExited) return HeapWalk.Failed(HeapTrouble.Exited);
        if (inspection.Trouble is { } broken) return HeapWalk.Failed(broken);
        var builder = new HistogramBuilder(types, names, layout.FreeMethodTable);
        AddRegions(builder, pass, layout, unread);
        return new HeapWalk(builder.Build(rounds, Stopwatch.GetElapsedTime(began)), null);
    }

    /// <summary>The layout at a moment when no blocking collection is at work in it.</summary>
    private HeapLayout ReadSettledLayout(IRuntimeInspection inspection, Deadline walkDeadline, CancellationToken cancellation)
    {
        var deadline = Deadline.In(_options.CollectionWaitMillisecondsMax);
        while (true)
        {
            var layout = inspection.ReadLayout();
            cancellation.ThrowIfCancellationRequested();
            if (layout is { BeingCollected: false } or { Trouble: not null }) return layout;
            if (deadline.IsOver || walkDeadline.IsOver) return HeapLayout.Unreadable(HeapTrouble.StillCollecting);
            // Nothing in another process can be waited for; most collections take a few milliseconds.
            cancellation.WaitHandle.WaitOne(1);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A failure in reading is mostly one of permission or of a process that has gone.</summary>
    private string WhyUnreadable(string trouble) =>
        HasExited || _memory.IsGone ? HeapTrouble.Exited : _memory.IsDenied ? HeapTrouble.Denied : trouble;

    private static void AddRegions(HistogramBuilder builder, RegionPass pass, HeapLayout layout, IReadOnlyList<HeapRegion> unread)
    {
        var stale = unread.ToDictionary(region => region.Start);
        foreach (var region in layout.Regions)
        {
            if (pass.Tallies.TryGetValue(region.Start, out var tally))
            {
                // Read before a collection that changed it: what was counted may be counted elsewhere too.
                if (tally.Failure is null && stale.ContainsKey(region.Start)) builder.Skip(SkipReason.Collected, (long)region.Length);
                else builder.Add(tally);
            }
            else if (stale.ContainsKey(region.Start)) builder.Skip(SkipReason.Collected, (long)region.Length);
        }
        var known = layout.Regions.Select(region => region.Start).ToHashSet();
        foreach (var tally in pass.Tallies.Values)
        {
            // Gone with the last collection, and where to there was no time to find out.
            if (unread.Count > 0 && tally.Region.HoldsSurvivors && !known.Contains(tally.Region.Start))
                builder.Skip(SkipReason.Collected, (long)tally.Region.Length);
        }
        for (var i = 0; i < layout.RegionsDropped; i++) builder.Skip(SkipReason.TooManyRegions, 0);
    }
}
