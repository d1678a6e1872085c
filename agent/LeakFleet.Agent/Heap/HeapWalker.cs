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
    private readonly HeapWalkOptions _options;
    private readonly InspectedProcess _process;
    private readonly TypeNameCache _names;
    private readonly MomentReader _moments;
    private readonly InspectionTries _tries = new();
    private bool _disposed;

    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public HeapWalker(int pid, HeapWalkOptions options) : this(pid, options, new TypeNameRoom(options.NodeNameBytesMax))
    {
    }

    /// <param name="room">Shared by the walkers of a node.</param>
    internal HeapWalker(int pid, HeapWalkOptions options, TypeNameRoom room)
    {
        _options = options;
        _process = new InspectedProcess(pid, options);
        _moments = new MomentReader(_process.Collections, options);
        _names = new TypeNameCache(_process.Memory, options.NameBytesMax, room);
    }

    /// <summary>Processor time of all walks so far, on every thread that took part.</summary>
    public TimeSpan CpuUsed => _process.Cpu.Total;

    /// <summary>Walks the heap as it is now.</summary>
    /// <exception cref="OperationCanceledException">The walk was cancelled.</exception>
    public HeapWalk Walk(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var cpu = _process.Cpu.OfThisThread();
        var began = Stopwatch.GetTimestamp();
        return _tries.Walk(() => _process.Inspect(
            inspection =>
            {
                var walk = Walk(inspection, began, cancellation);
                return (walk, inspection.HasBrokenOff && !_process.HasExited);
            },
            trouble => (HeapWalk.Failed(trouble), false),
            cancellation));
    }

    public void Dispose()
    {
        _disposed = true;
        _names.Dispose();
    }

    private HeapWalk Walk(IRuntimeInspection inspection, long began, CancellationToken cancellation)
    {
        var deadline = Deadline.In(_options.WalkMillisecondsMax);
        var moment = _moments.Read(inspection, deadline, cancellation);
        if (moment.Layout.Trouble is { } trouble) return HeapWalk.Failed(_process.WhyUnreadable(trouble));

        using var pass = new RegionPass(_process.Memory, moment.Layout.FreeMethodTable, _options, _process.Cpu);
        var limit = new RereadLimit(_options, moment.Layout.Regions);
        var contexts = moment.Layout.Contexts;
        var unread = moment.Layout.Regions.ToList();
        bool wasCollected;
        do
        {
            var since = moment.Counts;
            // Where all rounds fail alike more of them would cost more than haste: a thread that gives way may never get from one collection to the next.
            var isHasty = limit.Rounds > _options.RoundsMax;
            var watch = new RegionWatch(_process.Collections, since, isHasty);
            unread = pass.Read(LayoutChange.InOrder(unread), contexts, watch, isHasty ? 0 : _options.Nice, deadline, cancellation);
            wasCollected = false;
            // All was read before any collection changed it: the usual end, whatever has been collected by now.
            if (unread.Count == 0 && since is not null) break;
            var after = _moments.Read(inspection, deadline, cancellation);
            if (after.Layout.Trouble is { } fault) return HeapWalk.Failed(_process.WhyUnreadable(fault));
            contexts = after.Layout.Contexts;
            var oldestCollected = after.OldestCollectedSince(moment);
            // Without a collection the first layout stays the one that the histogram is of.
            if (oldestCollected == CollectionCounts.None) continue;
            if ((isHasty || deadline.IsOver) && since is not null && oldestCollected == CollectionCounts.Everything && pass.Knows(moment.Layout.Regions.Where(region => region.HoldsSurvivors)))
            {
                // Survivors read between two collections of gen2 are kept rather than tried for again. Gen1 only if none of it was promoted before they had been read:
                // it would count twice.
                var isGen1Kept = pass.OldestCollectedWhileRead < 1 && pass.Knows(moment.Layout.Regions.Where(region => region.Place == HeapPlace.Gen1));
                if (isGen1Kept || deadline.IsOver || !limit.AllowsGen1(pass))
                {
                    LayoutChange.Forget(moment, moment, pass.Tallies, isGen1Kept ? 0 : 1);
                    break;
                }
            }
            LayoutChange.Forget(moment, after, pass.Tallies, oldestCollected);
            if (oldestCollected == CollectionCounts.Everything) pass.RefreshTypes();
            unread = LayoutChange.Unread(after.Layout, pass.Tallies, oldestCollected);
            moment = after;
            wasCollected = moment.Counts is not null;
        }
        while (limit.Allows(unread, wasCollected, pass) && !deadline.IsOver);
        var isLate = deadline.IsOver;

        var types = new WalkTypes(pass.Workers, _options.TypesMax);
        var names = _names.Resolve(types.All, inspection);
        if (_process.HasExited) return HeapWalk.Failed(HeapTrouble.Exited);
        if (inspection.Trouble is { } broken) return HeapWalk.Failed(broken);
        var builder = new HistogramBuilder(types, names, moment.Layout.FreeMethodTable);
        AddRegions(builder, pass, moment, unread, isLate);
        return new HeapWalk(builder.Build(limit.Rounds, Stopwatch.GetElapsedTime(began)) with { CollectionIndex = (long?)moment.Counts?.Gen0 ?? -1 }, null);
    }

    private static void AddRegions(HistogramBuilder builder, RegionPass pass, in HeapMoment moment, IReadOnlyList<HeapRegion> unread, bool isLate)
    {
        var doubt = moment.Counts is null ? SkipReason.Unconfirmed : SkipReason.Outdated;
        var stale = unread.Select(region => region.Start).ToHashSet();
        foreach (var region in moment.Layout.Regions)
        {
            if (pass.Tallies.TryGetValue(region.Start, out var tally)) builder.Add(tally, stale.Contains(region.Start) ? doubt : null);
            else builder.Skip(isLate ? SkipReason.TimeLimit : SkipReason.Collected, (long)region.Length);
        }
        for (var i = 0; i < moment.Layout.RegionsDropped; i++) builder.Skip(SkipReason.TooManyRegions, 0);
    }
}
