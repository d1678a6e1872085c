using System.Globalization;
using System.Net;
using System.Text;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Retention;

/// <summary>A graph of objects as a drawing: one column for each level, holders left of what they hold, lines from box to box.</summary>
internal static class GraphDrawing
{
    private const int BoxHeight = 22;
    private const int RowHeight = 44;
    private const int ColumnGapMin = 60;
    private const int ColumnGapMax = 260;
    private const int Margin = 16;
    private const double CharWidth = 6.6;
    private const int Padding = 12;

    public static string Svg(ObjectGraph graph)
    {
        var last = graph.Nodes.Select(node => node.Level).DefaultIfEmpty().Max();
        var columns = graph.Nodes.GroupBy(node => graph.IsBackward ? last - node.Level : node.Level).OrderBy(column => column.Key).ToList();
        var gap = Math.Clamp(graph.Links.Select(link => link.Field.Length).DefaultIfEmpty().Max() * CharWidth + 2 * Padding, ColumnGapMin, ColumnGapMax);
        var places = new Dictionary<int, (double X, double Y, double Width)>();
        var (x, height) = ((double)Margin, 0.0);
        foreach (var column in columns)
        {
            var width = column.Max(node => GraphText.Label(node).Length) * CharWidth + Padding;
            foreach (var (node, row) in column.Select((node, i) => (node, i)))
            {
                places[node.Id] = (x, Margin + row * RowHeight, width);
                height = Math.Max(height, Margin + (row + 1) * RowHeight);
            }
            x += width + gap;
        }
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{x - gap + Margin:F0}" height="{height + Margin:F0}" font-family="sans-serif" font-size="11">
            <defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
            <rect width="100%" height="100%" fill="white"/>

            """);
        foreach (var link in graph.Links) AddLink(text, link, places[link.From], places[link.To]);
        foreach (var node in graph.Nodes) AddNode(text, node, places[node.Id]);
        return text.Append("</svg>\n").ToString();
    }

    private static void AddLink(StringBuilder text, GraphLink link, (double X, double Y, double Width) from, (double X, double Y, double Width) to)
    {
        var (x1, y1, x2, y2) = (from.X + from.Width, from.Y + BoxHeight / 2.0, to.X, to.Y + BoxHeight / 2.0);
        // What points to the left or within a column goes around below.
        var bend = x2 > x1 ? (x2 - x1) / 2 : ColumnGapMin / 2.0;
        text.Append(CultureInfo.InvariantCulture, $"""
            <path d="M{x1:F1} {y1:F1}C{x1 + bend:F1} {y1:F1} {x2 - bend:F1} {y2:F1} {x2:F1} {y2:F1}" fill="none" stroke="#667" marker-end="url(#to)"/>
            <text x="{(x1 + x2) / 2:F1}" y="{(y1 + y2) / 2 - 3:F1}" text-anchor="middle" fill="#446">{Escaped(Printable.Show(link.Field))}</text>

            """);
    }

    private static void AddNode(StringBuilder text, GraphNode node, (double X, double Y, double Width) at) => text.Append(CultureInfo.InvariantCulture, $"""
        <rect x="{at.X:F1}" y="{at.Y:F1}" width="{at.Width:F1}" height="{BoxHeight}" rx="3" fill="{(node.Address == 0 ? "#fde9c8" : "#eef2fb")}" stroke="#88a"/>
        <text x="{at.X + Padding / 2.0:F1}" y="{at.Y + 15:F1}">{Escaped(GraphText.Label(node))}<title>{Escaped(Printable.Show(node.Text))}</title></text>

        """);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
