using System.Text;

namespace LeakFleet.Fleet;

/// <summary>
/// A filter as one text: terms between spaces, <c>service=checkout type="Dictionary&lt;*, Acme.Order&gt;*" node!=node-7</c>. A value with spaces stands in
/// quotes; within them a backslash takes the next quote or backslash literally.
/// </summary>
internal static class FilterText
{
    /// <summary>The terms as names and values; a word without '=' searches.</summary>
    public static List<KeyValuePair<string, string>> Split(string text, List<QueryFault> faults)
    {
        var terms = new List<KeyValuePair<string, string>>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var (name, value) = (new StringBuilder(), (StringBuilder?)null);
            var isQuoted = false;
            for (; at < text.Length && (isQuoted || !char.IsWhiteSpace(text[at])); at++)
            {
                var c = text[at];
                if (c == '"') isQuoted = !isQuoted;
                else if (c == '=' && value is null && !isQuoted) value = new StringBuilder();
                else if (c == '\\' && isQuoted && at + 1 < text.Length && text[at + 1] is '"' or '\\') (value ?? name).Append(text[++at]);
                else (value ?? name).Append(c);
            }

            if (isQuoted) faults.Add(new QueryFault("filter", "has a quote that is not closed"));
            terms.Add(value is null ? new("search", name.ToString()) : new(name.ToString(), value.ToString()));
        }

        return terms;
    }

    public static string Quote(string value) =>
        value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || c == '"')
            ? value
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
