using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Lists objects, and draws what they hold or what holds them.</summary>
internal sealed class ObjectQuery(HeapSession session, bool withValues)
{
    private const int NodesMax = 400;

    /// <summary>References of one object that are drawn.</summary>
    private const int LinksMax = 24;

    private const int ContentBytesMax = 64 * 1024;
    private const int ChoicesMax = 10;

    /// <summary>Searches for holders, where a collection began during each.</summary>
    private const int SearchesMax = 5;

    private const string NoneFound = "the process has no object of such a type";

    private readonly List<(FoundObject Object, int Level)> _nodes = [];
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<(int From, int To, long Offset, string? Words)> _links = [];
    private readonly List<(string Root, int Held)> _roots = [];
    private readonly List<string> _notes = [];

    public ObjectList List(Predicate<string> isWanted, int max)
    {
        var (types, tables, count) = Find(isWanted);
        if (tables.Count == 0) return new ObjectList(0, [], NoneFound);
        var objects = Choose(tables, max).OrderBy(found => found.Address);
        return new ObjectList(count, [.. objects.Select(found => new ObjectEntry(
            found.Address, types.Of(found.MethodTable)!.Name, (long)found.Bytes, ObjectEntry.Name(found.Place), ValueOf(found, types)))], null);
    }

    /// <summary>From some objects of a type, or from one at an address.</summary>
    public (ObjectGraph? Graph, string? Trouble) Draw(Predicate<string>? isWanted, ulong address, int depth, int starts, bool isBackward, RetentionOptions options)
    {
        var (types, tables, _) = Find(isWanted ?? (_ => false));
        var from = Starts();
        if (from.Count == 0) return (null, isWanted is null ? $"no object lies at 0x{address:x}" : NoneFound);
        if (isBackward) DrawHolders(Starts, depth, options);
        else DrawHeld(from, depth);
        return (Build(types, isBackward), null);

        IReadOnlyList<FoundObject> Starts() => isWanted is null ? [.. At(address)] : tables.Count == 0 ? [] : Choose(tables, starts);
    }

    /// <summary>Again where a collection has moved all of them between two scans, or makes the only region that has them undecodable.</summary>
    private IReadOnlyList<FoundObject> Choose(HashSet<ulong> tables, int max)
    {
        for (var attempt = 1; ; attempt++)
        {
            var chosen = ObjectSamples.Choose(session, tables, max);
            if (chosen.Count > 0 || attempt == ChoicesMax || session.IsOver) return chosen;
            session.Refresh();
        }
    }

    /// <summary>The object at exactly this address: decided by going through its region, since any word may look like an object's first.</summary>
    private IEnumerable<FoundObject> At(ulong address)
    {
        if (session.PlaceOf(address) is null) return [];
        var found = session.Scan.Workers.ToDictionary(worker => worker, _ => new ObjectAt(address));
        session.Run(region => address >= region.Start && address < region.End, isBackward: false, (worker, region, deadline) =>
        {
            var visitor = new ObjectAtVisitor(found[worker], region.Place);
            worker.Scan(region, ref visitor, deadline, session.Cancellation);
        });
        return found.Values.Select(at => at.Found).OfType<FoundObject>();
    }

    private void DrawHeld(IReadOnlyList<FoundObject> from, int depth)
    {
        foreach (var found in from) Number(found, 0);
        for (var at = 0; at < _nodes.Count; at++)
        {
            var (holder, level) = _nodes[at];
            if (level == depth) continue;
            var drawn = 0;
            foreach (var (offset, target) in ObjectContent.References(session.Memory, holder.Address, ContentBytesMax))
            {
                if (session.PlaceOf(target) is not { } place || ObjectContent.Header(session.Memory, target) is not { } header) continue;
                if (drawn++ == LinksMax || _nodes.Count == NodesMax)
                {
                    Note("of some objects only the first references are shown");
                    break;
                }
                _links.Add((at, Number(new FoundObject(target, header.MethodTable, header.Bytes, place), level + 1), offset, null));
            }
        }
    }

    /// <summary>Looks again where a collection began meanwhile, which may have moved holders that were not met yet to where they had been looked for.</summary>
    private void DrawHolders(Func<IReadOnlyList<FoundObject>> choose, int depth, RetentionOptions options)
    {
        for (var attempt = 1; !TryDrawHolders(choose, depth, options, isLast: attempt == SearchesMax || session.IsOver || session.Trouble is not null); attempt++) session.Refresh();
    }

    private bool TryDrawHolders(Func<IReadOnlyList<FoundObject>> choose, int depth, RetentionOptions options, bool isLast)
    {
        using var search = new HolderSearch(session, options);
        // Only now: to list the roots takes longer than young objects stay where they are.
        var (levels, rooted, isWhole) = search.FindHolders(choose(), depth);
        if (!isWhole && !isLast) return false;
        if (!isWhole) Note("a collection moved objects while their holders were looked for: some may be missing; try again");
        foreach (var (node, level) in levels.OrderBy(node => node.Value).Take(NodesMax))
        {
            var address = search.Graph.AddressOf(node);
            Number(new FoundObject(address, search.Graph.MethodTableOf(node), ObjectContent.Header(session.Memory, address)?.Bytes ?? 0, search.Graph.PlaceOf(node)), level);
            if (rooted.TryGetValue(node, out var root)) _roots.Add((RootNames.Text(root.Kind, RootNames.Of(search.Roots, root).Name), _numbers[address]));
        }
        if (levels.Count > NodesMax) Note($"only the nearest {NodesMax} of {levels.Count} holders are shown");
        if (rooted.Values.Any(root => root.Kind == RootKind.Stack)) Note("a local holds what it held when stacks were read: its method may have returned since");
        var changed = 0;
        foreach (var edge in levels.Keys.SelectMany(search.Graph.EdgesTo).Select(search.Graph.Edge))
        {
            if (!_numbers.TryGetValue(search.Graph.AddressOf(edge.Holder), out var holder) || !_numbers.TryGetValue(search.Graph.AddressOf(edge.Held), out var held)) continue;
            // Read again: the program may have changed the field since the scan, or a collection have moved either.
            if (search.Edges.Read(edge, _nodes[holder].Object.Address) != _nodes[held].Object.Address)
            {
                changed++;
                continue;
            }

            _links.Add((holder, held, edge.Offset, edge.Kind == EdgeKind.Reference ? null : edge.Kind == EdgeKind.Dependent ? "(dependent handle)" : "(code of its type)"));
        }
        if (changed > 0) Note($"references that changed while they were looked for are left out: {changed}");
        Note($"of holders of one type for one object the first {search.Graph.HoldersPerTypeMax} are shown");
        return true;
    }

    private ObjectGraph Build(TypeDirectory types, bool isBackward)
    {
        var names = new PlaceNames(session, types);
        names.LearnTypes(_nodes.Select(node => node.Object.MethodTable));
        names.LearnFields(_links.Where(link => link.Words is null).Select(link => (_nodes[link.From].Object.MethodTable, link.Offset)));
        // A root is drawn once, however many it holds.
        var roots = _roots.GroupBy(root => root.Root, StringComparer.Ordinal).Select((held, i) => (Number: _nodes.Count + i, Text: held.Key, Held: held.Select(root => root.Held).ToList())).ToList();
        return new ObjectGraph(
            isBackward,
            [
                .. _nodes.Select((node, i) => new GraphNode(i, node.Level, node.Object.Address, names.Type(node.Object.MethodTable), (long)node.Object.Bytes, ValueOf(node.Object, types))),
                .. roots.Select(root => new GraphNode(root.Number, root.Held.Max(held => _nodes[held].Level) + 1, 0, root.Text, 0, null)),
            ],
            [
                .. _links.Select(link => new GraphLink(link.From, link.To, link.Words ?? names.Text(_nodes[link.From].Object.MethodTable, link.Offset))).Distinct(),
                .. roots.SelectMany(root => root.Held.Select(held => new GraphLink(root.Number, held, ""))),
            ],
            _notes);
    }

    private (TypeDirectory Types, HashSet<ulong> Tables, long Count) Find(Predicate<string> isWanted)
    {
        var types = TypeDirectory.Read(session);
        var wanted = types.All.Where(type => isWanted(type.Name)).ToList();
        return (types, wanted.Select(type => type.MethodTable).ToHashSet(), wanted.Sum(type => type.Counts.Total));
    }

    private int Number(in FoundObject found, int level)
    {
        if (_numbers.TryGetValue(found.Address, out var number)) return number;
        _nodes.Add((found, level));
        return _numbers[found.Address] = _nodes.Count - 1;
    }

    private void Note(string note)
    {
        if (!_notes.Contains(note)) _notes.Add(note);
    }

    private string? ValueOf(in FoundObject found, TypeDirectory types) =>
        withValues && types.Of(found.MethodTable)?.Name == "System.String" ? StringValue.Read(session.Memory, found.Address) : null;
}
