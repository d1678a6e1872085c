namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Some objects of a process and the references among them, to be drawn.</summary>
/// <param name="IsBackward">Whether levels count towards what holds, and not towards what is held.</param>
/// <param name="Notes">What limits it, in sentences.</param>
public sealed record ObjectGraph(bool IsBackward, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphLink> Links, IReadOnlyList<string> Notes)
{
    /// <summary>The examples of all signatures, from their roots down, with what they share drawn once.</summary>
    public static ObjectGraph Of(RetentionEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var (nodes, links, known) = (new List<GraphNode>(), new HashSet<GraphLink>(), new Dictionary<(string, ulong), int>());
        foreach (var path in evidence.Signatures.Select(signature => signature.Example))
        {
            var (from, field) = (Number(path.RootText, 0, 0), "");
            foreach (var (step, level) in path.Steps.Select((step, i) => (step, i + 1)))
            {
                var to = Number(step.Repeats > 1 ? $"{step.Type} ×{step.Repeats}" : step.Type, step.Address, level);
                links.Add(new GraphLink(from, to, field));
                (from, field) = (to, step.Element == PathStep.NoElement ? step.Field : $"[{step.Element}]{(step.Field.Length > 0 ? "." : "")}{step.Field}");
            }
        }
        return new ObjectGraph(false, nodes, [.. links], []);

        int Number(string text, ulong address, int level)
        {
            if (known.TryGetValue((text, address), out var number)) return number;
            nodes.Add(new GraphNode(nodes.Count, level, address, text, 0, null));
            return known[(text, address)] = nodes.Count - 1;
        }
    }
}
