using LeakFleet.Server.Text;
using Spectre.Console;

namespace LeakFleet.Cli.Histograms;

/// <summary>A table for people: drawn on a terminal, plain aligned columns anywhere else. The last column is text, all others are numbers.</summary>
internal sealed class TextTable(params string[] titles)
{
    /// <summary>A name beyond this is cut on a terminal, where it would take several lines.</summary>
    private const int TerminalCharsMax = 160;

    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <param name="cells">One for each column. Names come from targets and files: what is not printable in them is shown, not obeyed.</param>
    public void Add(params IEnumerable<string> cells) => _rows.Add([.. cells.Select(cell => Printable.Show(cell))]);

    public void Write()
    {
        if (Console.IsOutputRedirected) Console.Out.Write(ToText());
        else AnsiConsole.Write(ToTable());
    }

    internal string ToText()
    {
        var widths = titles.Select((title, i) => Math.Max(title.Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max())).ToArray();
        var lines = _rows.Prepend([.. titles.Select(title => title.ToUpperInvariant())]).Select(row => string.Concat(
            row.Select((cell, i) => i == titles.Length - 1 ? cell : cell.PadLeft(widths[i]) + Gap)).TrimEnd() + "\n");
        return string.Concat(lines);
    }

    private Table ToTable()
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = true };
        for (var i = 0; i < titles.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(titles[i]));
            table.AddColumn(i == titles.Length - 1 ? column : column.RightAligned().NoWrap());
        }
        foreach (var row in _rows) table.AddRow(row.Select(cell => Markup.Escape(Printable.Show(cell, TerminalCharsMax))).ToArray());
        return table;
    }
}
