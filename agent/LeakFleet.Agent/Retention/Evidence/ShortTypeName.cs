using System.Text;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>A type's name without namespaces, those of its type arguments too: <c>List&lt;Order&gt;</c>. For sentences and drawings, where the full one takes a line.</summary>
public static class ShortTypeName
{
    public static string Of(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        var (text, start) = (new StringBuilder(fullName.Length), 0);
        for (var i = 0; i < fullName.Length; i++)
        {
            if (fullName[i] == '.') start = i + 1;
            else if (fullName[i] is '<' or '>' or ',' or ' ' or '[' or ']')
            {
                text.Append(fullName, start, i + 1 - start);
                start = i + 1;
            }
        }
        return text.Append(fullName, start, fullName.Length - start).ToString();
    }
}
