using LeakFleet.Server.Text;
using Spectre.Console;

namespace LeakFleet.Cli.Queries;

/// <summary>Rows for people: drawn on a terminal, plain aligned columns anywhere else. A title that begins with '>' heads a column of numbers.</summary>
internal sealed class ListTable(params string[] titles)
{
    /// <summary>A name beyond this is cut on a terminal, where it would take several lines.</summary>
    private const int TerminalCharsMax = 100;

    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    /// <param name="cells">One for each column. Names come from targets: what is not printable in them is shown, not obeyed.</param>
    public void Add(params string[] cells) => _rows.Add(Array.ConvertAll(cells, cell => Printable.Show(cell)));

    public void Write()
    {
        if (Console.IsOutputRedirected) Console.Out.Write(ToText());
        else AnsiConsole.Write(ToTable());
    }

    internal string ToText()
    {
        var widths = titles.Select((title, i) => Math.Max(Title(i).Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max())).ToArray();
        string[] heads = [.. titles.Select((_, i) => Title(i).ToUpperInvariant())];
        return string.Concat(_rows.Prepend(heads).Select(row => string.Join("  ", row.Select((cell, i) => IsNumber(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd() + "\n"));
    }

    internal Table ToTable()
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = true };
        for (var i = 0; i < titles.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(Title(i)));
            if (IsNumber(i)) column.RightAligned().NoWrap();
            table.AddColumn(column);
        }

        foreach (var row in _rows) table.AddRow(Array.ConvertAll(row, cell => Markup.Escape(Printable.Show(cell, TerminalCharsMax))));
        return table;
    }

    private string Title(int column) => titles[column].TrimStart('>');

    private bool IsNumber(int column) => titles[column].StartsWith('>');
}
