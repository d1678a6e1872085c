using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Cli.Queries;
using LeakFleet.Cli.Retention;

namespace LeakFleet.EndToEnd.Tests.Retention;

/// <summary>Names from targets in what commands draw: text, whatever they say.</summary>
public sealed partial class HostileGraphTests
{
    private static readonly string[] Names =
    [
        "<script>alert(1)</script>", "\"]; evil -> node [label=\"", "back\\slash\\", "\\\" ] ; x [ URL=\"javascript:alert(1)\"", "a\u001b[2J\u001b]0;owned\u0007\u009b31m", "x\u202egpj", "line\r\nbreak", "nul\0",
        "]]>&amp;<!--", "</text></svg><script/>", "\ud800half", "{a|b}", new string('n', 10_000),
    ];

    private static readonly ObjectGraph Graph = new(
        true, [.. Names.Select((name, i) => new GraphNode(i, i, i == 0 ? 0UL : 0x7f00UL + (ulong)i, name, 24, name))], [.. Names.Skip(1).Select((name, i) => new GraphLink(i + 1, i, name))], []);

    [Fact]
    public void InADrawingANameIsText()
    {
        var svg = GraphDrawing.Svg(Graph);
        Assert.DoesNotContain(svg, IsDangerous);
        var drawing = XDocument.Parse(svg);
        string[] ours = ["svg", "defs", "marker", "path", "rect", "text", "title"];
        Assert.All(drawing.Descendants(), element => Assert.Contains(element.Name.LocalName, ours));
        Assert.DoesNotContain(drawing.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name.LocalName == "href");
        Assert.Equal(Names.Length + Names.Length - 1, drawing.Descendants().Count(e => e.Name.LocalName == "text"));
    }

    [Fact]
    public void ForGraphvizANameIsALabel()
    {
        var lines = GraphText.Dot(Graph).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(string.Concat(lines), IsDangerous);
        Assert.Equal(4 + Names.Length + Names.Length - 1 + 1, lines.Length);
        Assert.All(lines[4..^1], line => Assert.Matches(ADotLine(), line));
    }

    [Fact]
    public void InATerminalANameIsPrintable() => Assert.DoesNotContain(GraphText.Tree(Graph).Replace("\n", ""), IsDangerous);

    [Fact]
    public void InATableANameIsPrintableWithoutMarkup()
    {
        var table = new ListTable("Type", ">Count");
        foreach (var name in Names.Append("[red]markup[/][link=http://evil]x[/]")) table.Add(name, "1");
        Assert.DoesNotContain(table.ToText().Replace("\n", ""), IsDangerous);
        Assert.Equal(Names.Length + 2, table.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var console = Spectre.Console.AnsiConsole.Create(new() { Ansi = Spectre.Console.AnsiSupport.No, Out = new Spectre.Console.AnsiConsoleOutput(new StringWriter()) });
        console.Write(table.ToTable());
        var drawn = console.Profile.Out.Writer.ToString()!;
        Assert.DoesNotContain(drawn.Replace("\n", "").Replace("\r", ""), IsDangerous);
        Assert.Contains("[red]markup[/]", drawn.Replace("\n", ""));
    }

    private static bool IsDangerous(char c) => (char.IsControl(c) && c is not ('\n' or '\r')) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    [GeneratedRegex("""^  n\d+ (-> n\d+ )?\[(label="([^"\\]|\\["\\])*"(, )?)?(tooltip="([^"\\]|\\["\\])*")?\];$""")]
    private static partial Regex ADotLine();
}
