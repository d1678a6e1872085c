using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Turns found paths into words: types, fields, roots.</summary>
internal sealed class PathNames(HeapSession session, HolderSearch search, TypeDirectory types)
{
    private readonly PlaceNames _names = new(session, types);

    public List<RetentionPath> Name(IReadOnlyList<(FoundPath Path, PathCertainty Certainty)> paths)
    {
        _names.LearnTypes(paths.SelectMany(path => path.Path.Objects.Select(found => search.Graph.MethodTableOf(found.Node))));
        _names.LearnFields(paths.SelectMany(path => path.Path.Edges).Where(edge => edge.Kind == EdgeKind.Reference).Select(edge => (search.Graph.MethodTableOf(edge.Holder), edge.Offset)));
        return paths.Select(path => Name(path.Path, path.Certainty)).ToList();
    }

    private RetentionPath Name(FoundPath path, PathCertainty certainty)
    {
        var steps = new List<PathStep>();
        var links = 1;
        foreach (var ((node, address), edge) in path.Objects.Zip(path.Edges.Select(edge => (GraphEdge?)edge).Append(null)))
        {
            Add(steps, StepOf(node, address, edge), links);
            links = edge?.Links ?? 1;
        }
        var (root, thread) = RootNames.Of(search.Roots, path.Root);
        return new RetentionPath(path.Root.Kind, root, thread, certainty, steps);
    }

    /// <summary>Links of a list count as one step, however far along the list the object is.</summary>
    private static void Add(List<PathStep> steps, PathStep step, int links)
    {
        if (steps.Count > 0 && steps[^1].MethodTable == step.MethodTable && step.Element == PathStep.NoElement && steps[^1].Element == PathStep.NoElement)
            steps[^1] = step with { Repeats = steps[^1].Repeats + links };
        else steps.Add(step);
    }

    private PathStep StepOf(int node, ulong address, GraphEdge? edge)
    {
        var methodTable = search.Graph.MethodTableOf(node);
        var step = new PathStep(address, _names.Type(methodTable), "", PathStep.NoElement, 1) { MethodTable = methodTable };
        if (edge is not { } known) return step;
        if (known.Kind != EdgeKind.Reference) return step with { Field = known.Kind == EdgeKind.Dependent ? "(dependent handle)" : "(code of its type)" };
        var (field, element) = _names.At(methodTable, known.Offset);
        return step with { Field = field, Element = element };
    }
}
