using System.Diagnostics;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Search;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Finds out why the objects of some types stay alive: chooses some, looks for what holds them, confirms it, and folds it.</summary>
internal sealed class RetentionQuery(HeapSession session, RetentionOptions options)
{
    /// <summary>Searches that go on from what is left of the one before.</summary>
    private const int RepairsMax = 8;

    /// <summary>Searches that found nothing of objects that stayed where they were.</summary>
    private const int FruitlessMax = 3;

    private static readonly TimeSpan ConfirmationTime = TimeSpan.FromMilliseconds(300);

    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _firstPathAfter;

    /// <summary>Why no type was found: what could not be named, or not be looked through, may have been it.</summary>
    private string NoneFound =>
        session.Inspection.Trouble ?? (session.IsOver ? "there was no time to look through the heap" : "the process has no object of such a type");

    public RetentionAnswer Run(Predicate<string> isWanted)
    {
        var types = TypeDirectory.Read(session);
        var wanted = types.All.Where(type => isWanted(type.Name)).ToList();
        if (wanted.Count == 0) return RetentionAnswer.Failed(NoneFound);
        var methodTables = wanted.Select(type => type.MethodTable).ToHashSet();
        return Run(types, wanted, () => ObjectSamples.Choose(session, methodTables, options.SamplesMax));
    }

    /// <summary>The same for given objects, whose types are found with them.</summary>
    public RetentionAnswer Run(TypeDirectory types, IReadOnlyList<TypeCount> wanted, Func<IReadOnlyList<FoundObject>> choose)
    {
        RetentionEvidence? best = null;
        for (var restart = 0; restart <= options.RestartsMax && !session.IsOver; restart++)
        {
            session.Refresh();
            if (session.Trouble is not null) break;
            using var search = new HolderSearch(session, options);
            foreach (var type in types.All) search.Loaders.Of(type.MethodTable);
            var samples = choose();
            var (confirmed, alive) = Search(search, samples);
            var evidence = Evidence(search, types, wanted, samples.Count == 0 ? 0 : alive, confirmed);
            if (best is null || evidence.Paths.Count > best.Paths.Count) best = evidence;
            // Moved by a collection: what there was to find was not where it had been. And what is taken out while it is looked for leaves others that stay.
            if (alive * 2 >= samples.Count && alive > 0 && (evidence.Paths.Count * 2 >= alive || restart >= FruitlessMax)) break;
        }
        if (best is null) return RetentionAnswer.Failed(session.Trouble ?? "there was no time to look for anything");
        return new RetentionAnswer(best with { Elapsed = Stopwatch.GetElapsedTime(_began) }, null);
    }

    private (IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> Confirmed, int Alive) Search(HolderSearch search, IReadOnlyList<FoundObject> samples)
    {
        IReadOnlyList<(FoundPath, PathCertainty)> confirmed = [];
        var alive = 0;
        for (var repair = 0; repair <= RepairsMax; repair++)
        {
            var (nodes, paths) = search.Run(samples);
            var confirmation = Confirm(search, paths, nodes);
            (confirmed, alive) = (confirmation.Confirmed, nodes.Count);
            if (confirmed.Count > 0 && _firstPathAfter == default) _firstPathAfter = Stopwatch.GetElapsedTime(_began, search.FirstPathAt);
            // What is replaced all the time is met in the same state again and again: one that was found is enough then.
            if (confirmation.Failed == 0 || session.IsOver || (repair > 0 && confirmed.Count * 2 > nodes.Count)) break;
            search.Drop(confirmation.Broken);
        }
        return (confirmed, alive);
    }

    /// <summary>Again for a while where collections come so often that none of the readings fell between two of them.</summary>
    private PathConfirmation Confirm(HolderSearch search, RootedPaths paths, List<int> nodes)
    {
        var began = Stopwatch.GetTimestamp();
        var best = PathConfirmation.Of(session, search, paths, nodes);
        while (best.MayBecomeExact && !session.IsOver && Stopwatch.GetElapsedTime(began) < ConfirmationTime)
        {
            var next = PathConfirmation.Of(session, search, paths, nodes);
            if (next.Confirmed.Count >= best.Confirmed.Count) best = next;
        }
        return best;
    }

    private RetentionEvidence Evidence(
        HolderSearch search, TypeDirectory types, IReadOnlyList<TypeCount> wanted, int sampled, IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> confirmed)
    {
        var paths = new PathNames(session, search, types).Name(confirmed);
        var counts = wanted.Aggregate(default(GenerationValues), (sum, type) => sum + type.Counts);
        var bytes = wanted.Aggregate(default(GenerationValues), (sum, type) => sum + type.Bytes);
        var finalizer = search.Roots.Layout.Threads.FirstOrDefault(thread => thread.IsFinalizer);
        var accumulation = Accumulations.Find(session, search.Graph, confirmed, paths);
        return new RetentionEvidence(
            [.. wanted.Select(type => type.Name).Distinct()], counts, bytes, sampled, Signatures.Fold(paths, sampled, finalizer), sampled - paths.Count, accumulation,
            RetainedBytes.Estimate(session, search.Graph, confirmed, types, counts.Total, bytes.Total),
            search.Scans, types.All.Sum(type => type.Counts.Total), Stopwatch.GetElapsedTime(_began), _firstPathAfter, Notes(search, sampled - paths.Count))
        {
            Paths = paths,
        };
    }

    private List<string> Notes(HolderSearch search, int unexplained)
    {
        var notes = new List<string>();
        if (unexplained > 0)
        {
            notes.Add(session.IsOver ? "the time was up before all holders had been looked for"
                : search.Graph.IsFull ? "more objects hold them than the search has room for"
                : search.Scans >= options.ScansMax ? "the limit of scans was reached before all holders had been looked for"
                : "what no path was found for may wait for a collection: nothing that was looked at holds it");
        }
        var statics = search.Roots.StaticLayout;
        if (search.Roots.Layout.Trouble is { } trouble) notes.Add($"roots: {trouble}");
        if (statics.Trouble is { } fault) notes.Add($"static fields: {fault}");
        if (statics.TypesUnreadable > 0) notes.Add($"of {statics.TypesUnreadable} types the static fields could not be told");
        if (search.Roots.Layout is { WasCut: true, Trouble: null } || statics is { WasCut: true, Trouble: null }) notes.Add("there are more roots than are looked at");
        var running = search.Roots.Layout.Threads.Count(thread => thread.Frames.Count == 0 && !thread.IsFinalizer);
        if (unexplained > 0 && running > 0) notes.Add($"the stacks of {running} threads could not be followed: they were running, have no managed frames, or the access library is not isolated");
        if (session.Inspection.Trouble is { } broken) notes.Add($"names are missing: {broken}");
        if (search.TypesUnreadable > 0) notes.Add($"of {search.TypesUnreadable} types it cannot be told where they hold references");
        if (session.Scan.BytesMissed > 0) notes.Add($"{session.Scan.BytesMissed} bytes could not be decoded, of all scans together");
        return notes;
    }
}
