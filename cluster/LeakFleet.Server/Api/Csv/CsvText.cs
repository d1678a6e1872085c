using System.Buffers;
using System.Globalization;
using System.Text;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>
/// Cells of CSV (RFC 4180). Spreadsheets run what begins like a formula, and terminals obey control characters: text from targets is taken as text by both.
/// </summary>
internal static class CsvText
{
    /// <summary>The longest name of the wire and more: a program gets names whole.</summary>
    private const int CharsMax = 16 * 1024;

    // OWASP, "CSV injection": a quote before what begins a formula. A tab or a carriage return may hide one; both are escapes by then.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@|%\t\r＝＋－＠");

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\n\r ");

    public static void Append(StringBuilder line, object? value)
    {
        line.Append(value switch
        {
            null => "",
            string text => Cell(text),
            bool flag => flag ? "true" : "false",
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => Cell(value.ToString() ?? ""),
        });
    }

    public static string Cell(string text)
    {
        var shown = Printable.Show(text, CharsMax);
        if (shown.AsSpan().TrimStart().IndexOfAny(FormulaStarts) == 0) shown = "'" + shown;
        return shown.AsSpan().ContainsAny(Quoted) ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shown;
    }
}
