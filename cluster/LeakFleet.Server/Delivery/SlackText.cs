using System.Text;

namespace LeakFleet.Server.Delivery;

/// <summary>
/// Text for chat channels. Slack takes <c>&lt;!channel&gt;</c> for a call to everybody and <c>&lt;http…|text&gt;</c> for a link, so the three characters become
/// entities as it asks for; others render Markdown, which would load images that a type's name points to, so what comes from targets stands in a code span.
/// </summary>
internal static class SlackText
{
    private const int CharsMax = 1_000;

    public static string Code(string text) => $"`{Escape(text.Replace('`', 'ˋ'))}`";

    /// <summary>A line of our own words, with values in it; an address stays one that can be followed.</summary>
    public static string Line(string line) => line.StartsWith("http", StringComparison.Ordinal) ? Escape(line) : Code(line);

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text.Length > CharsMax ? text.AsSpan(0, CharsMax) : text)
            escaped.Append(c switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '\n' or '\r' => " ", _ => c.ToString() });
        return escaped.ToString();
    }
}
