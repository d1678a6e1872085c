using System.Globalization;
using System.Text;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Retention;

/// <summary>A graph of objects in text: indented for people, or for Graphviz.</summary>
internal static class GraphText
{
    private const int LabelCharsMax = 60;

    public static string Dot(ObjectGraph graph)
    {
        var text = new StringBuilder("digraph references {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n  edge [fontname=\"sans-serif\", fontsize=9];\n");
        foreach (var node in graph.Nodes) text.Append(CultureInfo.InvariantCulture, $"  n{node.Id} [label=\"{Quoted(Label(node))}\", tooltip=\"{Quoted(Printable.Show(node.Text))}\"];\n");
        foreach (var link in graph.Links) text.Append(CultureInfo.InvariantCulture, $"  n{link.From} -> n{link.To} [label=\"{Quoted(Printable.Show(link.Field))}\"];\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>A tree from where the graph begins; what has been shown is not opened again.</summary>
    public static string Tree(ObjectGraph graph)
    {
        var text = new StringBuilder();
        var shown = new HashSet<int>();
        var next = graph.Links.ToLookup(link => graph.IsBackward ? link.To : link.From);
        foreach (var start in graph.Nodes.Where(node => node.Level == 0)) Add(start.Id, 0, "");
        return text.ToString();

        void Add(int id, int depth, string field)
        {
            var node = graph.Nodes[id];
            var arrow = depth == 0 ? "" : graph.IsBackward ? $"held by {FullLabel(node)}{(field.Length > 0 ? $" in {Printable.Show(field)}" : "")}" : $"{Printable.Show(field)}: {FullLabel(node)}";
            text.Append(' ', 2 * depth).Append(depth == 0 ? FullLabel(node) : arrow);
            if (!shown.Add(id))
            {
                text.Append(" (shown above)\n");
                return;
            }
            text.Append('\n');
            foreach (var link in next[id].Where(link => graph.Nodes[graph.IsBackward ? link.From : link.To].Level > node.Level))
                Add(graph.IsBackward ? link.From : link.To, depth + 1, link.Field);
        }
    }

    /// <summary>What stands in a node's box: the full name of its type would make most of a drawing.</summary>
    public static string Label(GraphNode node) => Label(node, node.Address == 0 ? node.Text : ShortTypeName.Of(node.Text), LabelCharsMax);

    private static string Label(GraphNode node, string type, int charsMax)
    {
        var address = node.Address != 0 ? $" 0x{node.Address:x}" : "";
        var value = node.Value is null ? "" : $" \"{node.Value}\"";
        return Printable.Show(type, charsMax) + address + Printable.Show(value);
    }

    private static string FullLabel(GraphNode node) => Label(node, node.Text, Printable.CharsMax);

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
