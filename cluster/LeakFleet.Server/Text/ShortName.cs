using System.Text;

namespace LeakFleet.Server.Text;

/// <summary>Names of types without their namespaces, for drawings: <c>System.Collections.Generic.List&lt;Acme.Order&gt;._items</c> becomes <c>List&lt;Order&gt;._items</c>.</summary>
internal static class ShortName
{
    public static string Of(string name, int charsMax)
    {
        var text = new StringBuilder();
        var depth = 0;
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            while (end < name.Length && (IsPart(name[end]) || name[end] == '.')) end++;
            if (end == at)
            {
                depth += name[at] switch { '<' => 1, '>' => -1, _ => 0 };
                text.Append(name[at++]);
                continue;
            }

            var isType = depth > 0 || (end < name.Length && name[end] is '<' or '[');
            text.Append(name[at] == '.' ? name[at..end] : Last(name[at..end], isType ? 1 : 2));
            at = end;
        }

        return text.Length <= charsMax ? text.ToString() : $"{text.ToString(0, charsMax / 2)}…{text.ToString(text.Length - (charsMax / 2) + 1, (charsMax / 2) - 1)}";
    }

    /// <summary>Of <c>Acme.Cache.Orders</c> the last two parts where the last may be a field of the one before.</summary>
    private static string Last(string dotted, int parts)
    {
        var from = dotted.Length;
        for (var i = 0; i < parts && from > 0; i++) from = dotted.LastIndexOf('.', from - 1);
        return dotted[(from + 1)..];
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '+' or '`' or '$';
}
