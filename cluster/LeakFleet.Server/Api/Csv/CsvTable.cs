using System.Text;

namespace LeakFleet.Server.Api;

/// <summary>The columns of an answer as CSV: one line for each row, the names as in JSON.</summary>
internal sealed class CsvTable<TRow>(params (string Name, Func<TRow, object?> Value)[] columns)
{
    public string Write(IEnumerable<TRow> rows)
    {
        var text = new StringBuilder().AppendJoin(',', columns.Select(c => c.Name)).Append("\r\n");
        foreach (var row in rows)
        {
            var isFirst = true;
            foreach (var (_, value) in columns)
            {
                if (!isFirst) text.Append(',');
                isFirst = false;
                CsvText.Append(text, value(row));
            }

            text.Append("\r\n");
        }

        return text.ToString();
    }
}
